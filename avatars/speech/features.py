"""What is measured of sound: log-mel spectra and MFCCs, one frame per 10 ms, loudness and pitch."""

from functools import lru_cache

import numpy as np

from avatars.engine.mel import BANDS, FRAME_S, HOP, RATE, log_mel, to_16k

__all__ = [
    "BANDS", "FRAME_S", "HOP", "RATE", "cepstra", "deltas", "log_mel", "loudness_db", "to_16k", "voiced_hertz",
]  # fmt: skip
_WINDOW = 400


def cepstra(mel: np.ndarray, count: int = 13) -> np.ndarray:
    """(frames, 40) log-mel to (frames, count) MFCCs without the loudness term."""
    return np.asarray(mel @ _cosines(count), np.float32)


@lru_cache(maxsize=4)
def _cosines(count: int) -> np.ndarray:
    """(40, count): the orthonormal DCT-II without its first row."""
    angles = np.pi / BANDS * (np.arange(BANDS)[:, None] + 0.5) * np.arange(1, count + 1)
    return (np.cos(angles) * np.sqrt(2 / BANDS)).astype(np.float32)


def deltas(rows: np.ndarray, reach: int = 2) -> np.ndarray:
    """Slope over 2 * reach + 1 frames, same shape."""
    weights = np.arange(-reach, reach + 1)
    padded = np.pad(rows, ((reach, reach), (0, 0)), "edge")
    parts = [w * padded[i : i + len(rows)] for i, w in enumerate(weights)]
    return np.asarray(sum(parts) / (weights**2).sum(), np.float32)


def loudness_db(pcm: np.ndarray) -> np.ndarray:
    """(frames,) dB of each 25 ms frame of 16 kHz sound, full scale = 0."""
    count = len(pcm) // HOP + 1
    sums = np.concatenate([[0.0], np.cumsum(np.pad(pcm.astype(np.float64), (_WINDOW // 2, _WINDOW)) ** 2)])
    starts = HOP * np.arange(count)
    return 10 * np.log10((sums[starts + _WINDOW] - sums[starts]) / _WINDOW + 1e-10)


def voiced_hertz(pcm: np.ndarray) -> float:
    """Median pitch of 16 kHz speech by autocorrelation; 0 where nothing is voiced."""
    frames = pcm[: len(pcm) // 640 * 640].reshape(-1, 640)
    loud = frames[(frames**2).mean(axis=1) > (frames**2).mean() * 0.5]
    if not len(loud):
        return 0.0
    spectrum = np.abs(np.fft.rfft(loud[:200] * np.hanning(640), 2048)) ** 2
    correlation = np.fft.irfft(spectrum)[:, :320]
    strength = correlation[:, 40:267] / correlation[:, :1]
    sure = strength.max(axis=1) > 0.4
    return float(np.median(RATE / (strength[sure].argmax(axis=1) + 40))) if sure.any() else 0.0
