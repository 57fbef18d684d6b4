"""Log-mel spectra and MFCCs in plain numpy, one frame per 10 ms."""

from functools import lru_cache

import numpy as np
import soxr

RATE = 16_000
HOP = 160
FRAME_S = HOP / RATE
_WINDOW, _FFT = 400, 512
BANDS = 40


def to_16k(pcm: np.ndarray, rate: int = 48_000) -> np.ndarray:
    """(n,) at `rate` Hz to (m,) float32 at 16 kHz."""
    sound = np.asarray(pcm, np.float32)
    return sound if rate == RATE else np.asarray(soxr.resample(sound, rate, RATE, quality="MQ"), np.float32)


def log_mel(pcm: np.ndarray, warp: float = 1.0) -> np.ndarray:
    """`pcm`: (n,) float32 at 16 kHz. Returns (frames, 40) natural log of mel band energy.

    Frame i is centred on sample i * 160. `warp`: vocal tract length factor applied to the frequency axis.
    """
    count = len(pcm) // HOP + 1
    padded = np.pad(pcm, (_WINDOW // 2, _WINDOW))
    index = np.arange(_WINDOW)[None] + HOP * np.arange(count)[:, None]
    power = np.abs(np.fft.rfft(padded[index] * np.hanning(_WINDOW), _FFT)) ** 2
    return np.log(power @ _mel_bank(warp) + 1e-7).astype(np.float32)


@lru_cache(maxsize=32)
def _mel_bank(warp: float) -> np.ndarray:
    """(257, 40) triangles from 60 Hz to 7.6 kHz (O'Shaughnessy's mel)."""
    edges = 700 * (10 ** (np.linspace(_mel(60), _mel(7600), BANDS + 2) / 2595) - 1)
    bins = np.arange(_FFT // 2 + 1) * RATE / _FFT * warp
    low, mid, high = edges[:-2], edges[1:-1], edges[2:]
    up = (bins[:, None] - low) / (mid - low)
    down = (high - bins[:, None]) / (high - mid)
    return np.maximum(np.minimum(up, down), 0).astype(np.float32)


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


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
