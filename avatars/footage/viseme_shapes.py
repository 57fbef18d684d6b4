"""The mouth shape of each viseme, learnt from what the person was seen saying; where little was seen, from a table.

The table says how open and how wide each mouth is, as shares of the person's own range; the person's frames that are
nearest to that give the shape. It was set by hand, from what phonetics says of each sound.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from avatars.engine.bundle import Viseme
from avatars.engine.clock import FPS
from avatars.engine.shape_track import shape_track
from avatars.engine.sound_events import APART_PX
from avatars.engine.visemes import CLOSURES, DOMINANCE, LOOKS, VISEMES, VOWELS
from avatars.speech.types import Phoneme

from .shapes import POINTS, LipShapes

Spoken = Sequence[tuple[str, str, float, float]]  # symbol, viseme, start_s, end_s
LEAD_S = 0.045  # the mouth shows a sound this long before it is heard
LONG_PAUSE_S = 0.2
_TRUST = 10  # instances that weigh as much as the table
_MOST_GAIN = 2.0
_STILL = ("sil", "MBP", "FV")  # these are shapes, not ways to go
_WIDTH_SHARE = 1.4  # deviations of the width that "spread" and "rounded" mean
_NEAREST = 12
_SHUT = 12  # % of the frames are taken for shut at the most, and at least so many frames
_FEWEST = 4
_SHUT_SHARE = 0.03  # of the person's range: by so much lips that meet differ
_PRESSED_PX = -0.8  # between lips that meet, of the crop: at 0 a frame is now and then drawn a hair open


def viseme_shapes(lips: LipShapes, spoken: Spoken, use: np.ndarray) -> dict[str, dict[str, Any]]:
    """lips: of all frames; spoken: phonemes on the footage's time; use: (n,) bool frames that may be learnt from.

    -> visemes.json of a bundle.
    """
    shapes, counts = _learnt(lips, spoken, use)
    for _ in range(2):
        shapes = _as_wide(shapes, lips, spoken, use)
    shapes |= {name: _pressed(lips, shapes[name], shapes["AA"]) for name in ("sil", "MBP")}
    rows = {}
    for name, shape in shapes.items():
        strength, attack, decay = DOMINANCE[name]
        rows[name] = {
            "shape": [round(float(v), 4) for v in shape],
            "strength": strength, "attack_s": attack, "decay_s": decay, "seen": counts[name],
        }  # fmt: skip
    return rows


def _learnt(lips: LipShapes, spoken: Spoken, use: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Shapes by viseme, and how often each was seen."""
    table = _Table(lips, use)
    shapes, counts = {}, {}
    for name in VISEMES:
        seen = _seen(name, lips, spoken, use)
        expected = table.shape(*LOOKS[name])
        count = len(seen)
        shape = expected if not count else (count * _middle(seen) + _TRUST * expected) / (count + _TRUST)
        if name == "MBP":
            shape = table.shut(shape)
        elif name == "sil":
            shape = table.rest()
        shapes[name], counts[name] = shape, count
    return shapes, counts


def _as_wide(
    shapes: dict[str, np.ndarray], lips: LipShapes, spoken: Spoken, use: np.ndarray
) -> dict[str, np.ndarray]:
    """The shapes, spread about their middle until saying the footage's own words opens the mouth as far as it did.

    Means over instances, and the pulls of neighbours afterwards, both make a mouth smaller than the person's.
    """
    visemes = {name: Viseme(name, s.astype(np.float32), *DOMINANCE[name]) for name, s in shapes.items()}
    sounds = [Phoneme(*row) for row in spoken]
    said = shape_track(sounds, len(use) / FPS, visemes)[: len(use)]
    talking = use & (np.abs(said - shapes["sil"]).max(1) > 0.05)
    if talking.sum() < FPS:
        return shapes
    real = lips.gaps()[talking].std()
    made = _gaps(lips, said[talking]).std()
    gain = float(np.clip(real / max(made, 1e-3), 1.0, _MOST_GAIN))
    middle = said[talking].mean(0)
    widest = float(np.percentile(lips.gaps()[use], 97))
    return {
        name: s if name in _STILL else _spread(lips, s, middle, gain, widest) for name, s in shapes.items()
    }


def _spread(lips: LipShapes, shape: np.ndarray, middle: np.ndarray, gain: float, widest: float) -> np.ndarray:
    """Further from the middle by `gain`, but no wider open than `widest` pixels."""
    far = middle + gain * (shape - middle)
    before, after = _gaps(lips, np.stack([middle, far]))
    share = np.clip((widest - before) / max(after - before, 1e-3), 0, 1) if after > widest else 1.0
    return np.asarray(middle + share * (far - middle))


def _pressed(lips: LipShapes, shape: np.ndarray, wide: np.ndarray) -> np.ndarray:
    """A shut mouth whose lips press, on the way in which it opens to `wide`.

    The face mesh reads lips that touch as up to half a pixel apart, and so they would be drawn.
    """
    met, apart = _gaps(lips, np.stack([shape, wide]))
    if apart - met < APART_PX:
        return shape
    return np.asarray(shape - max(met - _PRESSED_PX, 0) / (apart - met) * (wide - shape))


def _gaps(lips: LipShapes, shapes: np.ndarray) -> np.ndarray:
    y = (lips.points_mean + np.tensordot(shapes, lips.points_basis, 1))[..., 1]
    return np.asarray((y[:, lips.inner_bottom] - y[:, lips.inner_top]).mean(1))


class _Table:
    """From looks to shapes of this person."""

    def __init__(self, lips: LipShapes, use: np.ndarray) -> None:
        self._lips, self._shapes = lips, lips.shapes[use]
        gaps, widths = lips.gaps(), _widths(lips)
        self._gap_low, self._gap_high = np.percentile(gaps[use], [8, 96])
        self._gap = gaps[use]
        self._width = widths[use]
        self._rest_width, self._spread = float(np.median(widths[use])), max(float(widths[use].std()), 0.5)

    def shape(self, opened: float, wide: float) -> np.ndarray:
        gap = self._gap_low + opened * (self._gap_high - self._gap_low)
        width = self._rest_width + wide * _WIDTH_SHARE * self._spread
        far = np.hypot(self._gap - gap, 0.6 * (self._width - width))
        near = np.argsort(far)[:_NEAREST]
        return np.asarray(np.median(self._shapes[near], 0))

    def rest(self) -> np.ndarray:
        """The most usual of the person's shut mouths. How they wait for the next word is often a parted one, and the
        shut mouths that are nearest to it would seem a little open still."""
        return self.shut(_middle(self._shapes[self._shut()]))

    def shut(self, shape: np.ndarray) -> np.ndarray:
        """The nearest of the person's own shut mouths, so that lips that meet really do."""
        shut = self._shapes[self._shut()]
        far = np.linalg.norm(shut - shape, axis=1)
        return np.asarray(np.median(shut[np.argsort(far)[:_NEAREST]], 0))

    def _shut(self) -> np.ndarray:
        """(s,) frames in which lips meet: of the tightest, those that are hardly wider open than lips that press.

        Of a person who seldom shuts the mouth these are few, and the rest of the tightest are parted lips.
        """
        tightest, usual, high = np.percentile(self._gap, [1, _SHUT, 96])
        meets = max(tightest, 0) + _SHUT_SHARE * (high - tightest)
        count = int((self._gap <= min(usual, meets)).sum())
        return np.asarray(np.argsort(self._gap)[: max(count, _FEWEST)])


def _widths(lips: LipShapes) -> np.ndarray:
    left, right = lips.points[:, POINTS.index(61)], lips.points[:, POINTS.index(291)]
    return np.asarray(np.linalg.norm(left - right, axis=1))


def _seen(name: str, lips: LipShapes, spoken: Spoken, use: np.ndarray) -> np.ndarray:
    """(c, k) the shape in each instance of a viseme: the tightest for lips that close, else in the sound's middle."""
    found = []
    gaps = lips.gaps()
    for _, viseme, start, end in spoken:
        if viseme != name or (name == "sil" and end - start < LONG_PAUSE_S):
            continue
        frames = _frames(name, start, end, len(use))
        frames = frames[use[frames]]
        if not len(frames):
            continue
        chosen = frames[gaps[frames].argmin()] if name in CLOSURES else frames
        found.append(lips.shapes[chosen] if name in CLOSURES else lips.shapes[chosen].mean(0))
    return np.array(found).reshape(-1, lips.shapes.shape[1])


def _frames(name: str, start: float, end: float, count: int) -> np.ndarray:
    length = end - start
    if name == "sil":
        first, last = start + 0.08, end - 0.08
    elif name in VOWELS:
        first, last = start + 0.25 * length - LEAD_S, end - 0.25 * length - LEAD_S
    else:
        first, last = start - LEAD_S, end - 0.4 * length - 0.01
    frames = np.arange(round(first * FPS), max(round(last * FPS), round(first * FPS)) + 1)
    return frames[(frames >= 0) & (frames < count)]


def _middle(rows: np.ndarray) -> np.ndarray:
    return np.asarray(np.median(rows, 0))
