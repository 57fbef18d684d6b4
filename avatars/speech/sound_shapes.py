"""Mouth shapes from sound alone, without any text: pseudo-phonemes by a small network (see `fit_sound`)."""

from itertools import pairwise

import numpy as np

from avatars.speech import features
from avatars.speech.pauses import silences, with_pauses
from avatars.speech.sound_model import VISEMES, listen
from avatars.speech.types import SAMPLE_RATE, Phoneme

# The sound that stands for each viseme, so that readers of `symbol` find the same shape.
SYMBOLS = {
    "sil": "_", "MBP": "m", "FV": "f", "TH": "θ", "DDN": "t", "L": "l", "KG": "k", "CHSH": "ʃ", "SZ": "s", "R": "ɹ",
    "AA": "a", "AE": "æ", "EH": "ɛ", "UH": "ə", "IY": "i", "OH": "o", "UW": "u",
}  # fmt: skip
CHANGE_COST = 2.2  # in nats: how unlikely a change of shape is from one frame of 10 ms to the next
PRIOR = {"MBP": -0.4, "FV": -0.4, "UW": -0.4}  # in nats: the network was fitted with rare shapes made frequent
_SMOOTH = np.array([0.25, 0.5, 0.25])


def shapes_from_sound(pcm: np.ndarray) -> list[Phoneme]:
    """`pcm`: (n,) float32 at 48 kHz. Phonemes that cover it, pauses included; nothing is known of words.

    Blocks for about 2 % of the sound's length.
    """
    duration_s = len(pcm) / SAMPLE_RATE
    sound = features.to_16k(pcm)
    if len(sound) < 2 * features.HOP or float(np.abs(sound).max()) < 1e-3:
        return [Phoneme("_", "sil", 0.0, duration_s)]
    likely = np.log(listen(sound).visemes + 1e-4)
    likely = np.apply_along_axis(np.convolve, 0, likely, _SMOOTH, "same")
    for name, more in PRIOR.items():
        likely[:, VISEMES.index(name)] += more
    found = _runs(best_path(likely, CHANGE_COST), duration_s)
    return list(with_pauses(found, silences(sound), duration_s))


def best_path(likely: np.ndarray, change_cost: float) -> np.ndarray:
    """(n,) the states of the likeliest path through (n, k) log likelihoods (Viterbi 1967, one cost for all changes)."""
    count, kinds = likely.shape
    came_from = np.zeros((count, kinds), np.int64)
    score = likely[0].copy()
    own = np.arange(kinds)
    for i in range(1, count):
        best = int(score.argmax())
        change = score[best] - change_cost > score
        came_from[i] = np.where(change, best, own)
        score = np.where(change, score[best] - change_cost, score) + likely[i]
    path = np.zeros(count, np.int64)
    path[-1] = score.argmax()
    for i in range(count - 1, 0, -1):
        path[i - 1] = came_from[i, path[i]]
    return path


def _runs(path: np.ndarray, duration_s: float) -> list[Phoneme]:
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    found = []
    for start, end in pairwise(edges):
        name = VISEMES[path[start]]
        begin, stop = (
            max(0.0, (start - 0.5) * features.FRAME_S),
            min((end - 0.5) * features.FRAME_S, duration_s),
        )
        if stop > begin:
            found.append(Phoneme(SYMBOLS[name], name, begin, stop))
    return found
