"""Log-mel spectra in plain numpy, one frame per 10 ms."""

from functools import lru_cache

import numpy as np
import soxr

RATE = 16_000
HOP = 160
FRAME_S = HOP / RATE
BANDS = 40
_WINDOW, _FFT = 400, 512
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
    padded = np.pad(pcm, (_WINDOW // 2, _WINDOW))
    rows = np.empty((count, BANDS), np.float32)
    for first in range(0, count, _BLOCK):
        starts = HOP * np.arange(first, min(first + _BLOCK, count))
        parts = padded[starts[:, None] + np.arange(_WINDOW)]
        power = np.abs(np.fft.rfft(parts * np.hanning(_WINDOW), _FFT)) ** 2
        rows[first : first + _BLOCK] = np.log(power @ _mel_bank(warp) + 1e-7)
    return rows


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
