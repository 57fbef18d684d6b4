"""Any provider's sentence made equal to the others: 48 kHz, even loudness, short edges, times by alignment."""

from collections.abc import Sequence

import numpy as np

from avatars.engine.visemes import viseme_of
from avatars.speech import features, timbre
from avatars.speech.align import align
from avatars.speech.pauses import silences, with_pauses
from avatars.speech.types import SAMPLE_RATE, Phoneme, SpokenPiece

HEAD_S, TAIL_S = 0.04, 0.24
Timed = Sequence[tuple[str, float, float]]  # IPA, start_s, end_s


def finished(text: str, language: str, pcm: np.ndarray, rate: int, timed: Timed | None = None) -> SpokenPiece:
    """`pcm`: (n,) float32 at `rate` Hz, saying `text`; `timed`: its phonemes, where the provider tells them.

    Blocks for about 4 % of the sound's length: use a worker thread.
    """
    trimmed, cut_s = _trimmed(timbre.to_48k(pcm, rate))
    sound = timbre.soft_edges(timbre.level(trimmed))
    phonemes, words = align(text, language, sound)
    if timed:
        phonemes = _known(timed, cut_s, sound)
    return SpokenPiece(text, sound, phonemes, words)


def _known(timed: Timed, cut_s: float, sound: np.ndarray) -> tuple[Phoneme, ...]:
    duration_s = len(sound) / SAMPLE_RATE
    shifted = [
        Phoneme(symbol, viseme_of(symbol), max(0.0, start - cut_s), min(end - cut_s, duration_s))
        for symbol, start, end in timed
        if cut_s < end and start - cut_s < duration_s
    ]
    return with_pauses(shifted, silences(features.to_16k(sound)), duration_s)


def _trimmed(pcm: np.ndarray) -> tuple[np.ndarray, float]:
    """Quiet at the edges cut down, or filled up, to what lies between two sentences; and the seconds cut off first."""
    duration_s = len(pcm) / SAMPLE_RATE
    quiet = silences(features.to_16k(pcm)) if duration_s > 0.05 else []
    begin = quiet[0][1] if quiet and quiet[0][0] < 0.02 else 0.0
    end = quiet[-1][0] if quiet and quiet[-1][1] > duration_s - 0.03 else duration_s
    if end <= begin:
        return pcm, 0.0
    start = max(0, int((begin - HEAD_S) * SAMPLE_RATE))
    stop = int((end + TAIL_S) * SAMPLE_RATE)
    return np.pad(pcm[start:stop], (0, max(0, stop - len(pcm)))), start / SAMPLE_RATE
