"""What is seen between the lips: teeth and tongue, as a few numbers more of the mouth's shape."""

from dataclasses import replace

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from avatars.engine.colour import planes
from avatars.engine.renderer import NO_MAP

from .shapes import POINTS, LipShapes

LOOKS = 4
_UPPER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
_LOWER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
_GRID = (8, 20)  # samples from lip to lip and from corner to corner
_OPEN_PX = 5.0  # of a crop of 176 pixels: from here on all of the inside counts
_SMOOTH = 0.5  # frames
_UP, _LOW = ([POINTS.index(p) for p in side] for side in (_UPPER, _LOWER))


def read_inside(image: np.ndarray, place: np.ndarray, points: np.ndarray) -> np.ndarray:
    """image: I420; place: (2, 3) from picture to crop; points: (m, 2) of POINTS in the crop -> (d,) float32.

    Brightness between the inner lips, against that of the lips themselves; it fades as the mouth shuts.
    """
    rows, columns = _GRID
    upper, lower = _resampled(points[_UP], columns), _resampled(points[_LOW], columns)
    share = ((np.arange(rows) + 0.5) / rows)[:, None, None]
    at = upper * (1 - share) + lower * share
    picture = ((at - place[:, 2]) @ np.linalg.inv(place[:, :2]).T).astype(np.float32)
    light = planes(image)[0]
    seen = cv2.remap(light, picture, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    around = picture[[0, -1]].mean((0, 1))
    x, y = np.clip(around.round().astype(int), 8, np.array(light.shape[::-1]) - 9)
    level = float(light[y - 8 : y + 8, x - 8 : x + 8].mean())
    opened = np.clip((lower - upper)[:, 1] / _OPEN_PX, 0, 1)
    return np.asarray(
        ((seen.astype(np.float32) - level * 0.5) / max(level, 20.0) * opened), np.float32
    ).ravel()


def _resampled(curve: np.ndarray, count: int) -> np.ndarray:
    at = np.linspace(0.5, len(curve) - 1.5, count)
    low = at.astype(int)
    share = (at - low)[:, None]
    return np.asarray(curve[low] * (1 - share) + curve[low + 1] * share)


def with_looks(lips: LipShapes, inside: np.ndarray, use: np.ndarray) -> LipShapes:
    """lips: shapes of points alone; inside: (n, d) -> the same with LOOKS numbers more, which move no point."""
    still = np.zeros((LOOKS, *lips.points_mean.shape), np.float32)
    return replace(
        lips,
        shapes=np.concatenate([lips.shapes, looks(inside, use)], 1),
        points_basis=np.concatenate([lips.points_basis, still]),
    )


def looks(inside: np.ndarray, use: np.ndarray) -> np.ndarray:
    """inside: (n, d); use: (n,) bool, the frames fitted on -> (n, LOOKS) float32 components of unit variance."""
    centred = inside - inside[use].mean(0)
    _, axes = np.linalg.eigh(centred[use].T @ centred[use])
    found = centred @ axes[:, ::-1][:, :LOOKS]
    found = gaussian_filter1d(found, _SMOOTH, axis=0, mode="nearest")
    return np.asarray(found / np.maximum(found[use].std(0), 1e-6), np.float32)
