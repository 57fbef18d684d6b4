"""Log-mel spectra in plain numpy, one frame per 10 ms."""

from functools import lru_cache

import numpy as np
import soxr

RATE = 16_000
HOP = 160
FRAME_S = HOP / RATE
BANDS = 40
WINDOW, _FFT = 400, 512
_BLOCK = 2000  # frames at a time: ten minutes at once would be a gigabyte


def to_16k(pcm: np.ndarray, rate: int = 48_000) -> np.ndarray:
    """(n,) at `rate` Hz to (m,) float32 at 16 kHz."""
    sound = np.asarray(pcm, np.float32)
    return sound if rate == RATE else np.asarray(soxr.resample(sound, rate, RATE, quality="MQ"), np.float32)


def log_mel(pcm: np.ndarray, warp: float = 1.0) -> np.ndarray:
    """`pcm`: (n,) float32 at 16 kHz. Returns (frames, 40) natural log of mel band energy.

    Frame i is centred on sample i * 160. `warp`: vocal tract length factor applied to the frequency axis.
    """
    count = len(pcm) // HOP + 1
    return np.log(band_energies(pcm, count, np.hanning(WINDOW), _FFT, _mel_bank(warp)) + 1e-7).astype(np.float32)


def band_energies(pcm: np.ndarray, count: int, window: np.ndarray, fft: int, bank: np.ndarray) -> np.ndarray:
    """(count, bands) of frames of 25 ms, one per 10 ms; window: (400,); bank: (fft // 2 + 1, bands)."""
    padded = np.pad(pcm, (WINDOW // 2, WINDOW))
    rows = np.empty((count, bank.shape[1]))
    for first in range(0, count, _BLOCK):
        starts = HOP * np.arange(first, min(first + _BLOCK, count))
        parts = padded[starts[:, None] + np.arange(WINDOW)] * window
        rows[first : first + _BLOCK] = np.abs(np.fft.rfft(parts, fft)) ** 2 @ bank
    return rows


def triangles(edges: np.ndarray, bins: np.ndarray) -> np.ndarray:
    """(bins, bands) that rise from one of the (bands + 2,) edges to the next and fall to the one after it."""
    low, mid, high = edges[:-2], edges[1:-1], edges[2:]
    up = (bins[:, None] - low) / (mid - low)
    down = (high - bins[:, None]) / (high - mid)
    return np.asarray(np.maximum(np.minimum(up, down), 0))


@lru_cache(maxsize=32)
def _mel_bank(warp: float) -> np.ndarray:
    """(257, 40) triangles from 60 Hz to 7.6 kHz (O'Shaughnessy's mel)."""
    edges = 700 * (10 ** (np.linspace(_mel(60), _mel(7600), BANDS + 2) / 2595) - 1)
    bins = np.arange(_FFT // 2 + 1) * RATE / _FFT * warp
    return triangles(edges, bins).astype(np.float32)


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))
