"""Where sound is silent, and phonemes that respect it: lips rest in pauses."""

import numpy as np

from avatars.speech import features
from avatars.speech.types import Phoneme

SHORTEST_S = 0.09  # a closed p, t or k is silent for less
_BELOW_LOUD_DB, _ABOVE_FLOOR_DB = 32.0, 8.0


def silences(sound: np.ndarray) -> list[tuple[float, float]]:
    """(start_s, end_s) of each silent stretch of 16 kHz `sound`, also at its edges."""
    loudness = features.loudness_db(sound)
    loud, floor = np.percentile(loudness, 95), np.percentile(loudness, 3)
    threshold = max(loud - _BELOW_LOUD_DB, min(floor + _ABOVE_FLOOR_DB, loud - 15))
    quiet = np.concatenate([[False], loudness < threshold, [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8)))
    spans = edges.reshape(-1, 2) * features.FRAME_S
    end = len(sound) / features.RATE
    return [(max(a, 0.0), min(b, end)) for a, b in spans.tolist() if b - a >= SHORTEST_S]


def with_pauses(
    phonemes: list[Phoneme], quiet: list[tuple[float, float]], duration_s: float
) -> tuple[Phoneme, ...]:
    """`phonemes` with every silent stretch cut out of them as a pause, from 0 to `duration_s` without gaps."""
    kept: list[Phoneme] = []
    for phoneme in phonemes:
        if phoneme.viseme == "sil":
            continue
        for start, end in _outside(phoneme.start_s, phoneme.end_s, quiet):
            kept.append(Phoneme(phoneme.symbol, phoneme.viseme, start, end))
    return _filled(kept, duration_s)


def _outside(start: float, end: float, quiet: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The longest part of (start, end) outside the silences, if any."""
    parts, at = [], start
    for a, b in quiet:
        if b <= start or a >= end:
            continue
        parts.append((at, a))
        at = max(at, b)
    parts.append((at, end))
    best = max(parts, key=lambda part: part[1] - part[0])
    return [best] if best[1] - best[0] > 0.004 else []


def _filled(kept: list[Phoneme], duration_s: float) -> tuple[Phoneme, ...]:
    filled: list[Phoneme] = []
    at = 0.0
    for phoneme in kept:
        if phoneme.start_s > at + 1e-6:
            filled.append(Phoneme("_", "sil", at, phoneme.start_s))
        filled.append(phoneme)
        at = phoneme.end_s
    if at < duration_s:
        filled.append(Phoneme("_", "sil", at, duration_s))
    return tuple(filled)
