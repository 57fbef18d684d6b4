"""Any provider's sentence made equal to the others: 48 kHz, even loudness, short edges, times by alignment."""

import numpy as np

from avatars.speech import features, timbre
from avatars.speech.align import align
from avatars.speech.pauses import silences
from avatars.speech.types import SAMPLE_RATE, SpokenPiece

HEAD_S, TAIL_S = 0.04, 0.24


def finished(text: str, language: str, pcm: np.ndarray, rate: int) -> SpokenPiece:
    """`pcm`: (n,) float32 at `rate` Hz, saying `text`. Blocks for about 4 % of its length: use a worker thread."""
    sound = timbre.soft_edges(timbre.level(_trimmed(timbre.to_48k(pcm, rate))))
    phonemes, words = align(text, language, sound)
    return SpokenPiece(text, sound, phonemes, words)


def _trimmed(pcm: np.ndarray) -> np.ndarray:
    """Quiet at the edges cut down, or filled up, to what lies between two sentences."""
    duration_s = len(pcm) / SAMPLE_RATE
    quiet = silences(features.to_16k(pcm)) if duration_s > 0.05 else []
    begin = quiet[0][1] if quiet and quiet[0][0] < 0.02 else 0.0
    end = quiet[-1][0] if quiet and quiet[-1][1] > duration_s - 0.03 else duration_s
    if end <= begin:
        return pcm
    start = max(0, int((begin - HEAD_S) * SAMPLE_RATE))
    stop = int((end + TAIL_S) * SAMPLE_RATE)
    return np.pad(pcm[start:stop], (0, max(0, stop - len(pcm))))
