"""Louder syllables open the mouth a little wider."""

import numpy as np

from .clock import FPS, SLICE_SAMPLES

WEAKEST, STRONGEST = 0.86, 1.12
_RANGE_DB = 24.0
_SILENT = 1e-8  # mean power below which there is no speech


def emphasis(pcm: np.ndarray) -> np.ndarray:
    """How far the mouth opens in each slice, by its loudness against the speech's own loud parts.

    pcm: (n,) float32 at 48 kHz -> (m,) from WEAKEST to STRONGEST, one for each slice, 1 where all is silent.
    """
    share = levels(pcm)
    if not share.any():
        return np.ones(len(share))
    padded = np.pad(share, 1, "edge")
    smooth = 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
    return WEAKEST + (STRONGEST - WEAKEST) * smooth


def levels(pcm: np.ndarray) -> np.ndarray:
    """How loud each slice is against the speech's own loud parts: (n,) float32 at 48 kHz -> (m,) 0 to 1, finite
    whatever is in the sound."""
    count = -(-len(pcm) // SLICE_SAMPLES)
    sound = np.zeros(count * SLICE_SAMPLES, np.float32)
    sound[: len(pcm)] = np.clip(np.nan_to_num(pcm), -1, 1)
    power = np.mean(sound.reshape(count, -1) ** 2, 1) if count else np.zeros(0)
    if not count or power.max() < _SILENT:
        return np.zeros(count)
    loud = max(float(np.percentile(power, 90)), _SILENT)
    level = 10 * np.log10(np.maximum(power / loud, 1e-6) + 1e-6)
    return np.asarray(np.clip(1 + level / _RANGE_DB, 0, 1))


def blurred(values: np.ndarray, deviation_s: float) -> np.ndarray:
    """(n,) one value a frame -> the same, by a Gaussian of this deviation in seconds."""
    sigma = deviation_s * FPS
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return np.convolve(np.pad(values, reach, "edge"), kernel / kernel.sum(), "valid")
