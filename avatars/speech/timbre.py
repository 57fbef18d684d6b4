"""From espeak's 22,050 Hz to an even, warm 48 kHz: equaliser, loudness, soft edges.

Filter formulas: Robert Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients.
"""

from functools import cache

import numpy as np
import soxr

from avatars.speech.types import SAMPLE_RATE

LOUDNESS_DB = -20.0  # RMS of the speaking parts, full scale = 0
EDGE_S = 0.006
_BLOCK = 8192


def to_48k(pcm: np.ndarray, rate: int) -> np.ndarray:
    """`pcm`: (n,) int16 or float32 at `rate` Hz. Returns (m,) float32 at 48 kHz, no delay added."""
    sound = pcm.astype(np.float32) / 32768 if pcm.dtype == np.int16 else pcm.astype(np.float32)
    if rate == SAMPLE_RATE or not len(sound):
        return sound
    return np.asarray(soxr.resample(sound, rate, SAMPLE_RATE, quality="HQ"), np.float32)


def warm(pcm: np.ndarray) -> np.ndarray:
    """Takes the buzz out of a formant voice. `pcm`: (n,) float32 at 48 kHz; same length and timing."""
    if not len(pcm):
        return pcm
    blocks = np.pad(pcm, (0, -len(pcm) % _BLOCK)).reshape(-1, _BLOCK)
    shaped = np.fft.irfft(np.fft.rfft(blocks, 2 * _BLOCK) * _warmth(), 2 * _BLOCK)
    whole = np.zeros((len(blocks) + 1, _BLOCK))
    whole[:-1] += shaped[:, :_BLOCK]
    whole[1:] += shaped[:, _BLOCK:]
    return whole.reshape(-1)[: len(pcm)].astype(np.float32)


def level(pcm: np.ndarray, loudness_db: float = LOUDNESS_DB) -> np.ndarray:
    """Even loudness: RMS of the speaking parts brought to `loudness_db`, peaks rounded off."""
    if not len(pcm):
        return pcm
    frames = pcm[: len(pcm) // 480 * 480].reshape(-1, 480)
    power = (frames**2).mean(axis=1) if len(frames) else np.zeros(1)
    loud = power[power > power.max() * 0.003]
    rms = float(np.sqrt(loud.mean())) if len(loud) else 0.0
    if rms < 1e-5:
        return pcm
    return _rounded(pcm * (10 ** (loudness_db / 20) / rms))


def soft_edges(pcm: np.ndarray) -> np.ndarray:
    """Fades the first and last 6 ms, so that no piece begins or ends with a click."""
    count = min(int(EDGE_S * SAMPLE_RATE), len(pcm) // 2)
    if count:
        ramp = np.sin(np.linspace(0, np.pi / 2, count, dtype=np.float32)) ** 2
        pcm = pcm.copy()
        pcm[:count] *= ramp
        pcm[-count:] *= ramp[::-1]
    return pcm


def _rounded(pcm: np.ndarray, knee: float = 0.6, ceiling: float = 0.95) -> np.ndarray:
    over = np.maximum(np.abs(pcm) - knee, 0)
    room = ceiling - knee
    return np.where(over > 0, np.sign(pcm) * (knee + room * np.tanh(over / room)), pcm).astype(np.float32)


@cache
def _warmth() -> np.ndarray:
    """Spectrum of the equaliser and the room together, as long as `_BLOCK` (their answers die away in that time).

    The equaliser brings the long-term spectrum of espeak's voices near that of human speech (Byrne & al. 1994).
    """
    sections = [_high_pass(75), _shelf(190, 3.0, high=False), _peak(1000, -4.0, 0.8), _peak(3700, -6.5, 0.9)]
    turn = np.exp(-1j * np.pi * np.arange(_BLOCK + 1) / _BLOCK)
    equaliser = np.ones(_BLOCK + 1, np.complex128)
    for b0, b1, b2, a0, a1, a2 in [*sections, _shelf(8000, -2.0, high=True)]:
        equaliser *= (b0 + b1 * turn + b2 * turn**2) / (a0 + a1 * turn + a2 * turn**2)
    both = np.fft.irfft(equaliser * np.fft.rfft(_room(), 2 * _BLOCK))
    both[_BLOCK:] = 0
    return np.fft.rfft(both)


@cache
def _room() -> np.ndarray:
    """A few quiet reflections within 40 ms, as of a furnished room: a formant voice in no room at all sounds dead."""
    count = int(0.04 * SAMPLE_RATE)
    decay = np.exp(-np.arange(count) / (0.009 * SAMPLE_RATE))
    room = np.random.default_rng(5).standard_normal(count) * decay
    room[: int(0.002 * SAMPLE_RATE)] = 0
    room *= 0.16 / np.sqrt((room**2).sum())
    room[0] = 1.0
    return room.astype(np.float32)


def _angles(hertz: float, quality: float) -> tuple[float, float]:
    omega = 2 * np.pi * hertz / SAMPLE_RATE
    return float(np.cos(omega)), float(np.sin(omega) / (2 * quality))


def _section(b: tuple[float, float, float], a: tuple[float, float, float]) -> np.ndarray:
    return np.array([*b, *a]) / a[0]


def _high_pass(hertz: float) -> np.ndarray:
    c, alpha = _angles(hertz, 0.707)
    return _section(((1 + c) / 2, -(1 + c), (1 + c) / 2), (1 + alpha, -2 * c, 1 - alpha))


def _peak(hertz: float, gain_db: float, quality: float) -> np.ndarray:
    c, alpha = _angles(hertz, quality)
    gain = 10 ** (gain_db / 40)
    return _section(
        (1 + alpha * gain, -2 * c, 1 - alpha * gain), (1 + alpha / gain, -2 * c, 1 - alpha / gain)
    )


def _shelf(hertz: float, gain_db: float, *, high: bool) -> np.ndarray:
    c, alpha = _angles(hertz, 0.707)
    gain = 10 ** (gain_db / 40)
    s = 1.0 if high else -1.0
    root = 2 * np.sqrt(gain) * alpha
    up, down = (gain + 1) + s * (gain - 1) * c, (gain + 1) - s * (gain - 1) * c
    b = (gain * (up + root), -2 * s * gain * ((gain - 1) + s * (gain + 1) * c), gain * (up - root))
    a = (down + root, 2 * s * ((gain - 1) - s * (gain + 1) * c), down - root)
    return _section(b, a)
