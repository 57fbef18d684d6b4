"""Learns how a person's mouth follows sound, from the person's own footage alone: for voices without phoneme times."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter1d

from avatars.engine.mel import BANDS, to_16k
from avatars.engine.sound_channel import (
    KEPT,
    KINDS,
    OUGHT_REACH,
    SpeechMap,
    by_kind,
    contexts,
    fading,
    heard,
    likeness,
)
from avatars.engine.sound_net import LOOKS, listen
from avatars.footage.clean import SOUND
from avatars.footage.clean_sound import read_wav
from avatars.footage.gate import GATE, Gate
from avatars.footage.listen import corrected
from avatars.footage.shapes import LipShapes

CENTRES = 900
RIDGE = 0.3
# How far what anybody's mouth would do is believed, as prior variances beside 1 for the likenesses: looks, and pulls.
OUGHT = (0.3, 0.1)
NARROW = 0.5  # over the mean squared distance from the mean, of each kind
COPIES = 2  # made with other vocal tracts and microphones, so that other voices are followed as well
COPY_WEIGHT = 0.1  # of a copy's frame
PARTS = 8  # for measuring the answer's own range
RANGE = 0.85  # of the person's deviation that the answer is spread to
MOST_GAIN = 1.6
# Moods come and go, and no sound tells of them: this share of what changes slowly is not laid to the sound.
DRIFT, DRIFT_FRAMES = 0.8, 6.0
UNSURE, SURE = 0.2, 0.5  # correlations: what is heard badly is not made louder
FEWEST = 100
BLOCK = 2000  # frames looked at together


def fit_mapping(
    shapes: np.ndarray, opens: np.ndarray, pcm: np.ndarray, use: np.ndarray | None = None, seed: int = 0
) -> SpeechMap:
    """shapes: (n, k) at 25 fps; opens: (k,) how far each number opens the lips; pcm: (m,) float32 at 48 kHz, sample 0
    with frame 0, in step with the lips; use: (n,) bool, the frames that may be learnt from. ValueError where they are
    fewer than FEWEST."""
    use = np.ones(len(shapes), bool) if use is None else use
    if use.sum() < FEWEST:
        raise ValueError(f"fit_mapping: {int(use.sum())} frames are too few")
    rng = np.random.default_rng(seed)
    rows = [heard(listen(*copy), len(shapes)) for copy in _copies(to_16k(pcm), rng)]
    means, scales, axes = _directions(rows[0][use])
    seen = [contexts((one - means) / scales, axes) for one in rows]
    spread = _spread(seen[:1], shapes, opens, use, rng)
    solved = _solved(seen, shapes, use, rng)
    return SpeechMap(
        means, scales, axes, solved.centres, solved.widths, solved.weights, solved.ought,
        shapes[use].mean(0) - solved.middle @ spread, spread,
    )  # fmt: skip


def learn_speech(work: Path, lips: LipShapes, use: np.ndarray, out: Path) -> bool:
    """Fits the mapping of a work folder's footage and writes it into the bundle folder `out`.

    use: (n,) bool. False where there is no sound, or too little to learn from.
    """
    if not (work / SOUND).exists() or use.sum() < FEWEST:
        return False
    late_ms = Gate.load(work / GATE).offset_ms if (work / GATE).exists() else 0.0
    fit_mapping(lips.shapes, lips.opens(), corrected(read_wav(work / SOUND), late_ms), use).save(out)
    return True


def _copies(
    sound: np.ndarray, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, float, np.ndarray | float]]:
    yield sound, 1.0, 0.0
    power = float(np.sqrt((sound**2).mean()))
    for _ in range(COPIES):
        noise = rng.standard_normal(len(sound)).astype(np.float32)
        level = power * 10 ** (-rng.uniform(15, 40) / 20)
        curve = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, 0.6, 6))
        yield sound + noise * level, float(rng.uniform(0.88, 1.13)), curve.astype(np.float32)


def _directions(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Means, scales and the main components of each kind, all kinds of the same weight."""
    means, scales = rows.mean(0), rows.std(0) + 1e-3
    axes = np.zeros((sum(KINDS), sum(KEPT)))
    ends = np.cumsum([0, *KEPT])
    edges = np.cumsum([0, *KINDS])
    for (a, b), (first, last) in zip(pairwise(edges), pairwise(ends), strict=True):
        _, s, v = np.linalg.svd((rows[:, a:b] - means[a:b]) / scales[a:b], full_matrices=False)
        axes[a:b, first:last] = v[: last - first].T / (s[0] / np.sqrt(len(rows))) / np.sqrt(last - first)
    scales[sum(KINDS) :] = _ought_scales(rows[:, sum(KINDS) :])
    return means, scales, axes


def _ought_scales(rows: np.ndarray) -> np.ndarray:
    """(19,) by which what ought to be is divided, so that its contexts have the variances of OUGHT: looks each alike,
    pulls as they are, since what is rarely pulled at is hardly known."""
    taps = float((fading(OUGHT_REACH) ** 2).sum())
    looks, pulls = rows[:, :LOOKS], rows[:, LOOKS:]
    each = (looks.std(0) + 1e-3) * np.sqrt(LOOKS * taps / OUGHT[0])
    together = np.sqrt((pulls.var(0).sum() + 1e-3) * taps / OUGHT[1])
    return np.concatenate([each, np.full(pulls.shape[1], together)])


Contexts = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class _Solved:
    """See `SpeechMap`."""

    centres: np.ndarray
    widths: np.ndarray
    weights: np.ndarray
    ought: np.ndarray
    middle: np.ndarray  # (k,) what is answered on the average

    def answer(self, seen: Contexts, at: np.ndarray) -> np.ndarray:
        """Less the mean shape."""
        found = likeness(seen[0][at], self.centres, self.widths) @ self.weights + seen[1][at] @ self.ought
        return found - self.middle


def _solved(seen: list[Contexts], shapes: np.ndarray, use: np.ndarray, rng: np.random.Generator) -> _Solved:
    """Ridge regression on the likeness to a part of the frames and on what ought to be, both at once.

    What is left over drifts, and neighbouring frames err together: both sides are freed of most of what is slow first
    (generalised least squares, Aitken 1935). In blocks of frames, so that ten minutes of footage need no more memory
    than one.
    """
    frames, usual = np.flatnonzero(use), shapes[use].mean(0)
    first = seen[0][0][use]
    widths = np.array([kind.var(0).sum() / NARROW for kind in by_kind(first)])
    chosen = rng.permutation(len(frames) * len(seen))[:CENTRES]
    centres = np.stack([seen[i // len(frames)][0][frames[i % len(frames)]] for i in chosen])
    count, more = len(centres), seen[0][1].shape[1]
    square = np.zeros((count + more, count + more))
    square[:count, :count] = RIDGE * likeness(centres, centres, widths) + 1e-6 * len(frames) * np.eye(count)
    square[count:, count:] = RIDGE * np.eye(more)
    asked, middle = np.zeros((count + more, shapes.shape[1])), np.zeros(count + more)
    for copy, (context, ought) in enumerate(seen):
        for at in np.array_split(frames, -(-len(frames) // BLOCK)):
            x = np.hstack([likeness(context[at], centres, widths), ought[at]])
            middle += 0 if copy else x.sum(0) / len(frames)
            x, y = undrifted(x, at), undrifted(shapes[at] - usual, at)
            weighted = x.T if not copy else COPY_WEIGHT * x.T
            square += weighted @ x
            asked += weighted @ y
    found = np.linalg.solve(square, asked)
    return _Solved(centres, widths, found[:count], found[count:], middle @ found)


def undrifted(rows: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """rows: (n, d) of these frames (n,), each run of frames for itself."""
    free = np.empty_like(rows)
    for run in np.split(np.arange(len(frames)), np.flatnonzero(np.diff(frames) != 1) + 1):
        free[run] = rows[run] - DRIFT * gaussian_filter1d(rows[run], DRIFT_FRAMES, axis=0, mode="nearest")
    return free


def _spread(
    seen: list[Contexts], shapes: np.ndarray, opens: np.ndarray, use: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """(k, k): answers for unheard parts, times this, open as far as the person does, as the person does it.

    What is likeliest is always less than what is done. Only how far a mouth opens has to be right: whatever else the
    lips do stays the likeliest.
    """
    frames, same = np.flatnonzero(use), np.eye(shapes.shape[1])
    found = np.zeros((len(frames), shapes.shape[1]))
    for part in np.array_split(np.arange(len(frames)), PARTS):
        learn = use.copy()
        learn[max(0, frames[part[0]] - 8) : frames[part[-1]] + 9] = False
        if learn.sum() < FEWEST // 2:
            return same
        found[part] = _solved(seen, shapes, learn, rng).answer(seen[0], frames[part])
    true = shapes[use] - shapes[use].mean(0)
    made, real = found @ opens, true @ opens
    sure = float(made @ real / (np.linalg.norm(made) * np.linalg.norm(real) + 1e-9))
    wanted = float(np.clip(RANGE * real.std() / (made.std() + 1e-6), 1.0, MOST_GAIN))
    more = (wanted - 1) * float(np.clip((sure - UNSURE) / (SURE - UNSURE), 0, 1))
    way = true.T @ real / (real @ real + 1e-9)
    return np.asarray(same + more * np.outer(opens, way))
