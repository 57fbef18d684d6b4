"""How strongly a question asks for an entry: shares and their products, weighed by a fitted logistic model.

The weights were fitted as a choice between all entries and "none of them" (softmax regression) on the tuned half
of `tests/chat/evaluation` a wrong answer to an unrelated question counting threefold.
"""

import math
from dataclasses import dataclass

import numpy as np

NEARBY = 0.8  # a word that only the entry's answer or another of its questions explains
NEARBY_LEFT = 0.9
EXPLAINED = 1.97
ASKED = 2.87
MASS = 1.34
WITH_NEARBY = 2.19
ASKED_WITH_NEARBY = 2.61
EXPLAINED_ASKED = 2.45
MASS_WITH_NEARBY = 1.57
UNEXPLAINED = -1.64
MORE_UNEXPLAINED = -1.94
STRANGE = -1.67
NONE_FITS = -4.7
MOST_MASS = 1.2
MOST_UNEXPLAINED = 2.0
STRANGE_FROM = 0.35  # an unexplained word that tells this much is of another subject


@dataclass(frozen=True)
class Sides:
    """The question's tokens: `telling` as they are, `weights` with what this project's entries share taken off."""

    weights: np.ndarray
    telling: np.ndarray


def evidence(sides: Sides, alike: np.ndarray, form_weights: np.ndarray, around: np.ndarray) -> float:
    """`alike`: (question's tokens, form's tokens); `around`: (question's tokens,), to any word of the entry."""
    matched = alike.max(axis=1)
    total = sides.weights.sum()
    explained = float(sides.weights @ matched / total)
    nearby = float(sides.weights @ np.maximum(matched, NEARBY * around) / total)
    asked = float(form_weights @ alike.max(axis=0) / form_weights.sum())
    mass = min(MOST_MASS, float(sides.telling @ matched))
    left = sides.telling * (1 - np.maximum(matched, NEARBY_LEFT * around))
    worst = float(left.max())
    return (
        NONE_FITS
        + EXPLAINED * explained
        + ASKED * asked
        + MASS * mass
        + WITH_NEARBY * nearby
        + ASKED_WITH_NEARBY * math.sqrt(asked * nearby)
        + EXPLAINED_ASKED * math.sqrt(explained * asked)
        + MASS_WITH_NEARBY * mass * nearby
        + UNEXPLAINED * worst
        + MORE_UNEXPLAINED * min(MOST_UNEXPLAINED, float(left.sum()) - worst)
        + STRANGE * min(MOST_UNEXPLAINED, float(np.maximum(0, left - STRANGE_FROM).sum()))
    )
