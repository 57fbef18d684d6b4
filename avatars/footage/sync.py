"""How late is the sound against the lips, and do the two belong together at all?

For each shift of the sound, viseme probabilities (by the network that was fitted on synthetic voices) predict the
clip's own lips by ridge regression, learnt on some parts of the clip and tried on the others. Where sound and lips
belong together, one shift predicts best; where they don't, none does. Nothing is learnt from other footage.
"""

from dataclasses import dataclass

import numpy as np

from avatars.footage.limits import FPS, RATE
from avatars.footage.lips import lip_measures
from avatars.footage.track import Track
from avatars.speech import features
from avatars.speech.sound_model import listen

REACH_MS = 700
STEP_MS = 20
_CONTEXT_S = (0.0,)
_PARTS = 6
_PLACES, _AWAY = 40, 150  # foreign places tried; how far from the right one at least, in 10 ms
_RIDGE = 0.02  # of the mean variance, times the number of frames
_SLOW_S = 2.0  # what changes slower is posture, light or mood, not speech
BIAS_MS = 50.0  # what two synthetic actors show whose lips are driven by the very phonemes they are heard with: 52, 46


@dataclass(frozen=True)
class Sync:
    """`offset_ms`: the sound is late by. `confidence`: how much better the best shift predicts than foreign places do.

    `surety`: the same in spreads of what foreign places reach by chance: 5 and more for lips that belong to the sound
    and 12 s of them, under 3 for others'.
    """

    offset_ms: float
    confidence: float
    surety: float


def measure_sync(track: Track, pcm: np.ndarray, use: np.ndarray | None = None) -> Sync:
    """`pcm`: (n,) float32 at 48 kHz, frame 0 of the track and sample 0 together. `use`: bool mask of frames."""
    lips = _levelled(lip_measures(track))
    use = track.face if use is None else use & track.face
    sound = sound_rows(pcm)

    def score(shift_ms: float) -> float:
        return _score(_sound_at(sound, len(lips), shift_ms / 1000), lips, use)

    chance = _by_chance(sound, lips, use)
    shifts = list(range(-REACH_MS, REACH_MS + 1, 2 * STEP_MS))
    best = max(shifts, key={shift: score(shift) for shift in shifts}.__getitem__)
    fine = np.array([score(best + k * STEP_MS) for k in range(-3, 4)])
    top = int(fine[1:-1].argmax()) + 1
    offset = best + (top - 3 + _vertex(fine, top)) * STEP_MS - BIAS_MS
    above = float(fine[top] - chance.mean())
    return Sync(float(offset), above, above / float(chance.std() + 0.02))


def _by_chance(sound: np.ndarray, lips: np.ndarray, use: np.ndarray) -> np.ndarray:
    """(_PLACES,) scores of the same sound from elsewhere in the clip."""
    away = np.linspace(_AWAY, max(_AWAY + 1, len(sound) - _AWAY), _PLACES).astype(int)
    return np.array([_score(_sound_at(np.roll(sound, k, axis=0), len(lips), 0.0), lips, use) for k in away])


def sound_rows(pcm: np.ndarray) -> np.ndarray:
    """(m, 18) per 10 ms: viseme probabilities, smoothed a little, and loudness."""
    net = listen(features.to_16k(pcm, RATE))
    loud = net.rows.mean(axis=1, keepdims=True)
    window = np.hanning(11)[1:-1]
    return np.apply_along_axis(np.convolve, 0, np.hstack([net.visemes, loud]), window / window.sum(), "same")


def _sound_at(sound: np.ndarray, count: int, shift_s: float) -> np.ndarray:
    """(count, 54): what is heard at each frame when the sound is `shift_s` late, with a little context."""
    times = np.arange(count) / FPS + shift_s
    columns = []
    for more in _CONTEXT_S:
        at = np.clip((times + more) / features.FRAME_S, 0, len(sound) - 1.001)
        low = at.astype(int)
        part = (at - low)[:, None]
        columns.append(sound[low] * (1 - part) + sound[low + 1] * part)
    return np.hstack(columns)


def _levelled(rows: np.ndarray) -> np.ndarray:
    """Slow change taken out, unit spread."""
    reach = int(_SLOW_S * FPS)
    window = np.hanning(2 * reach + 3)[1:-1]
    weight = np.convolve(np.ones(len(rows)), window, "same")
    slow = np.apply_along_axis(np.convolve, 0, rows, window, "same") / weight[:, None]
    fast = rows - slow
    return np.asarray(fast / (fast.std(axis=0) + 1e-9))


def _score(sound: np.ndarray, lips: np.ndarray, use: np.ndarray) -> float:
    """Mean correlation of the lips with what the sound says of them, each part predicted from the others."""
    sound = (sound - sound.mean(axis=0)) / (sound.std(axis=0) + 1e-6)
    part = np.minimum(np.arange(len(lips)) * _PARTS // len(lips), _PARTS - 1)
    said = np.zeros_like(lips)
    for held in range(_PARTS):
        learn = use & (part != held)
        x, y = sound[learn], lips[learn]
        square = x.T @ x
        square[np.diag_indices_from(square)] += _RIDGE * len(x)
        said[part == held] = sound[part == held] @ np.linalg.solve(square, x.T @ (y - y.mean(axis=0)))
    a, b = said[use] - said[use].mean(axis=0), lips[use] - lips[use].mean(axis=0)
    return float(np.mean((a * b).sum(0) / np.sqrt((a**2).sum(0) * (b**2).sum(0) + 1e-12)))


def _vertex(scores: np.ndarray, best: int) -> float:
    """Of the parabola through the best score and its neighbours, in steps from it."""
    if not 0 < best < len(scores) - 1:
        return 0.0
    left, middle, right = scores[best - 1 : best + 2]
    bend = left - 2 * middle + right
    return float(0.5 * (left - right) / bend) if bend < 0 else 0.0
