"""All that is read from the video's pixels, in one pass: the loops' pictures, the units, the tones."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from avatars.engine.colour import planes

from .framing import Framing, pictures
from .inside import read_inside
from .shapes import LipShapes
from .tone import ToneReader

MARGIN_PX = 10  # of the picture around the mask, for what the warp reaches out to


@dataclass
class Shots:
    """pictures: frame -> I420, of loop frames; tones: frame -> softened mouth, see `tone`; inside: (n, d) of all
    frames; light (u, h, w), colour (u, h / 2, w / 2, 2) and affine (u, 2, 3) of the units."""

    pictures: dict[int, np.ndarray]
    tones: dict[int, np.ndarray]
    inside: np.ndarray
    light: np.ndarray
    colour: np.ndarray
    affine: np.ndarray


def gather(
    video: Path,
    cut: Framing,
    lips: LipShapes,
    mask: np.ndarray,
    *,
    units: np.ndarray,
    whole: set[int],
    toned: set[int],
    progress: Callable[[float], None],
) -> Shots:
    """units: sorted frame numbers; whole: frames kept as pictures; toned: frames whose tones are wanted."""
    boxes = _Boxes(lips, mask, units)
    h, w = boxes.size
    light = np.empty((len(units), h, w), np.uint8)
    colour = np.empty((len(units), h // 2, w // 2, 2), np.uint8)
    shots = Shots({}, {}, np.empty(0), light, colour, np.empty((len(units), 2, 3), np.float32))
    reader = ToneReader(lips.points_mean, mask.shape[1])
    place_of = {int(frame): i for i, frame in enumerate(units)}
    count = len(lips.points)
    insides = []
    for frame, image in enumerate(islice(pictures(video, cut), count)):
        insides.append(read_inside(image, lips.space.to_crop[frame], lips.points[frame]))
        if frame in toned or frame in place_of:
            shots.tones[frame] = reader.read(image, lips.space.to_crop[frame], lips.points[frame])
        if frame in whole:
            shots.pictures[frame] = image.copy()
        if frame in place_of:
            i = place_of[frame]
            shots.light[i], shots.colour[i], shots.affine[i] = boxes.cut(image, frame)
        if frame % 25 == 0:
            progress(frame / count)
    insides += insides[-1:] * (count - len(insides))  # a video that ends a frame early
    shots.inside = np.stack(insides)
    return shots


class _Boxes:
    """Where each unit's mouth lies in its picture: boxes of one size, at even places."""

    def __init__(self, lips: LipShapes, mask: np.ndarray, units: np.ndarray) -> None:
        ys, xs = np.nonzero(mask > 0)
        low, high = np.array([xs.min(), ys.min()]), np.array([xs.max() + 1, ys.max() + 1])
        corners = np.array([[a, b] for a in (low[0], high[0]) for b in (low[1], high[1])], np.float64)
        self._back = {int(f): _inverse(lips.space.to_crop[f]) for f in units}
        at = {f: corners @ m[:, :2].T + m[:, 2] for f, m in self._back.items()}
        spans = np.array([np.ptp(a, axis=0) for a in at.values()])
        w, h = (np.ceil(spans.max(0) / 2) * 2 + 2 * MARGIN_PX).astype(int)
        self.size = (int(h), int(w))
        self._corner = {f: np.floor((a.mean(0) - (w / 2, h / 2)) / 2).astype(int) * 2 for f, a in at.items()}

    def cut(self, image: np.ndarray, frame: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Light, colour and the affine from the crop to them."""
        h, w = self.size
        x, y = self._corner[frame]
        light, u, v = planes(np.ascontiguousarray(image))
        colour = np.stack([_window(p, x // 2, y // 2, w // 2, h // 2) for p in (u, v)], -1)
        affine = self._back[frame].copy()
        affine[:, 2] -= (x, y)
        return _window(light, x, y, w, h), colour, affine


def _inverse(affine: np.ndarray) -> np.ndarray:
    linear = np.linalg.inv(affine[:, :2])
    return np.concatenate([linear, -linear @ affine[:, 2:]], 1)


def _window(plane: np.ndarray, x: int, y: int, w: int, h: int) -> np.ndarray:
    """A part of a plane, whose edge goes on where it reaches outside."""
    rows = np.clip(np.arange(y, y + h), 0, plane.shape[0] - 1)
    columns = np.clip(np.arange(x, x + w), 0, plane.shape[1] - 1)
    return plane[rows[:, None], columns]
