"""Which part of the source becomes the clean copy, and how large: the face and what moves round it, before scaling.

A coarse look at a few pictures of each take; where it is not sure of one face, the whole picture is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from avatars.footage.face_reader import Face
from avatars.footage.framing import LARGEST, SMALLEST_FACE
from avatars.footage.limits import CLEAN_SIDE

SHOWN = 1.36 * LARGEST  # pixels of the clean copy that become LARGEST in the avatar: eyes GOOD_EYES_PX apart
BESIDE, ABOVE, BELOW = 3.1, 2.5, 3.5  # eye distances round the eyes' places: what framing shows, and more
FOUND, SEVERAL = 0.6, 0.15  # shares of the pictures: a face in fewer, or several in more, and all is kept
_ALIKE = 1.6  # times larger or smaller than usual: another thing that was taken for a face


@dataclass(frozen=True)
class Crop:
    """A window of the upright picture. canvas: the whole picture's width and height at the clean copy's scale;
    x, y, width, height: of the window in it; all even. turn: quarters to the left that the container does not tell."""

    canvas: tuple[int, int]
    x: int
    y: int
    width: int
    height: int
    turn: int = 0

    @classmethod
    def whole(cls, width: int, height: int, turn: int = 0) -> Self:
        """All of an upright picture of this size."""
        canvas = even_size(width, height, min(1.0, CLEAN_SIDE / max(width, height)))
        return cls(canvas, 0, 0, *canvas, turn)

    def part_of(self, width: int, height: int, turn: int) -> tuple[int, int, int, int]:
        """left, top, width, height, all even, of the window in a frame of this size that is shown after `turn`
        quarters to the left; one of another shape fills the canvas."""
        wide, high = (height, width) if turn % 2 else (width, height)
        scale = min(wide / self.canvas[0], high / self.canvas[1])
        left, top = (np.array([wide, high]) - np.array(self.canvas) * scale) / 2
        left, top, w, h = left + self.x * scale, top + self.y * scale, self.width * scale, self.height * scale
        for _ in range(turn % 4):  # back by one quarter: upright's right is up, then
            left, top, w, h, wide, high = high - top - h, left, h, w, high, wide
        box = [2 * round(v / 2) for v in (left, top, w, h)]
        return box[0], box[1], min(box[2], width - box[0]), min(box[3], height - box[1])


@dataclass(frozen=True)
class Glance:
    """The faces in one picture, the clearest first, in shares of its width and height, after `turn` quarters."""

    faces: Sequence[Face]
    turn: int = 0


def even_size(width: int, height: int, scale: float) -> tuple[int, int]:
    """Width and height at this scale."""
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def turned_by(glances: Iterable[Glance]) -> int:
    """Quarters by which most faces lie on their side; 0 where they are upright."""
    turns = [glance.turn for glance in glances if glance.faces]
    return max((1, 2, 3), key=turns.count) if sum(map(bool, turns)) > len(turns) / 2 else 0


def crop_of(glances: Sequence[Glance], width: int, height: int) -> Crop:
    """The part that the avatar needs, of upright pictures of this size (before `turn`)."""
    turn = turned_by(glances)
    if turn % 2:
        width, height = height, width
    seen = [glance.faces for glance in glances if glance.faces and glance.turn == turn]
    several = sum(len(faces) > 1 for faces in seen)
    if len(seen) < max(1, FOUND * len(glances)) or several > SEVERAL * len(glances):
        return Crop.whole(width, height, turn)
    size = np.array([width, height])
    at = np.array([faces[0].eyes for faces in seen]) * size
    wide = np.array([faces[0].eye_distance for faces in seen]) * width
    usual = float(np.median(wide))
    at = at[(wide < _ALIKE * usual) & (wide > usual / _ALIKE)]
    low = np.maximum(at.min(axis=0) - np.array([BESIDE, ABOVE]) * usual, 0)
    high = np.minimum(at.max(axis=0) + np.array([BESIDE, BELOW]) * usual, size)
    shown = min(*(high - low), usual / SMALLEST_FACE)
    scale = min(1.0, SHOWN / shown, CLEAN_SIDE / float(max(high - low)))
    return _window(low * scale, high * scale, even_size(width, height, scale), turn)


def _window(low: np.ndarray, high: np.ndarray, canvas: tuple[int, int], turn: int) -> Crop:
    x, y = (2 * int(v // 2) for v in low)
    right, bottom = (min(2 * int(-(-v // 2)), most) for v, most in zip(high, canvas, strict=True))
    return Crop(canvas, x, y, right - x, bottom - y, turn)
