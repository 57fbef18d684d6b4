"""When somebody speaks in the clean sound."""

import numpy as np

from avatars.footage.limits import FPS, RATE
from avatars.speech import features, vad

_LIKELY = 0.5


def speech_mask(pcm: np.ndarray, frames: int) -> np.ndarray:
    """`pcm`: (n,) float32 at 48 kHz. Returns (frames,) bool at 25 a second, by Silero's network."""
    sound = features.to_16k(pcm, RATE)
    detect = vad.detector()
    count = len(sound) // vad.FRAME
    if not count:
        return np.zeros(frames, bool)
    likely = np.array(
        [detect.probability(part) for part in sound[: count * vad.FRAME].reshape(-1, vad.FRAME)]
    )
    at = (np.arange(frames) + 0.5) / FPS * vad.RATE / vad.FRAME
    return likely[np.clip(at.astype(int), 0, count - 1)] > _LIKELY
