"""Where a face is: the canonical mouth crop, the similarity that brings each frame there, and the head held still."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

# Indices of MediaPipe's face mesh.
OUTER_EYES = (33, 263)
STEADY = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327)  # eyes and nose: what speech moves least
SKULL = (
    33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 19, 94, 10, 151, 9, 8, 107, 336, 127, 356, 234, 454,
)  # fmt: skip
SPAN = 1.45  # of the crop's side, in distances between the outer corners of the eyes
ABOVE = 0.30  # how far below the eyes the crop begins, in the same unit
SMOOTH_FRAMES = 1.0


@dataclass(frozen=True)
class FaceSpace:
    """The canonical crop.

    to_crop: (n, 2, 3) float64, from pixels of the video to pixels of the crop; size: the crop's side in pixels;
    seen: (n,) bool, frames with a face; scale: (n,) crop pixels in one pixel of the video.
    """

    to_crop: np.ndarray
    size: int
    seen: np.ndarray

    @property
    def scale(self) -> np.ndarray:
        return np.linalg.norm(self.to_crop[:, :, 0], axis=1)

    def place(self, points: np.ndarray) -> np.ndarray:
        """points: (n, m, 2 or 3) pixels of the video -> (n, m, 2) pixels of the crop."""
        linear, shift = self.to_crop[:, :, :2], self.to_crop[:, :, 2]
        return np.einsum("nij,nmj->nmi", linear, points[..., :2]) + shift[:, None]


def eye_distance(points: np.ndarray) -> float:
    """The median distance between the outer corners of the eyes, in pixels; points: (n, 478, 2 or 3)."""
    left, right = points[:, OUTER_EYES[0], :2], points[:, OUTER_EYES[1], :2]
    return float(np.nanmedian(np.linalg.norm(left - right, axis=1)))


def face_space(points: np.ndarray, size: int) -> FaceSpace:
    """points: (n, 478, 3) pixels of the video, nan rows where no face was found (at least one must be found)."""
    seen = np.isfinite(points[:, 0, 0])
    steady = points[:, STEADY, :2].astype(np.float64)
    template = _template(steady[seen], size)
    fits = np.full((len(points), 2, 3), np.nan)
    fits[seen] = similarities(steady[seen], template)
    smooth = gaussian_filter1d(
        without_gaps(fits.reshape(len(points), -1)), SMOOTH_FRAMES, axis=0, mode="nearest"
    )
    return FaceSpace(smooth.reshape(-1, 2, 3), size, seen)


def _template(steady: np.ndarray, size: int) -> np.ndarray:
    """The mean face's steady points, upright, in crop pixels."""
    template = steady[0]
    for _ in range(3):
        template = apply(similarities(steady, template), steady).mean(0)
    left, right = template[STEADY.index(OUTER_EYES[0])], template[STEADY.index(OUTER_EYES[1])]
    across = right - left
    wide = np.linalg.norm(across)
    turn = np.array([[across[0], across[1]], [-across[1], across[0]]]) / wide
    upright = (template - (left + right) / 2) @ turn.T / wide
    return upright * size / SPAN + np.array([size / 2, -ABOVE * size / SPAN])


def similarities(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The turn, scale and shift (n, 2, 3) that bring each source (n, m, 2) nearest to target (m, 2) or (n, m, 2)."""
    target = np.broadcast_to(target, source.shape)
    ms, mt = source.mean(1, keepdims=True), target.mean(1, keepdims=True)
    s, t = source - ms, target - mt
    power = (s**2).sum((1, 2))
    a = (s * t).sum((1, 2)) / power
    b = (s[..., 0] * t[..., 1] - s[..., 1] * t[..., 0]).sum(1) / power
    linear = np.stack([np.stack([a, -b], -1), np.stack([b, a], -1)], 1)
    return np.concatenate([linear, mt.swapaxes(1, 2) - linear @ ms.swapaxes(1, 2)], 2)


def apply(affine: np.ndarray, points: np.ndarray) -> np.ndarray:
    """affine: (n, 2, 3); points: (n, m, 2) -> (n, m, 2)."""
    return np.einsum("nij,nmj->nmi", affine[:, :, :2], points) + affine[:, None, :, 2]


def head_still(points: np.ndarray) -> np.ndarray:
    """Each face turned onto the mean head by a rigid motion and a scale (Kabsch 1976), in eye distances.

    points: (n, 478, 3) finite -> (n, 478, 3).
    """
    target = points[0][list(SKULL)].astype(np.float64)
    held = points.astype(np.float64)
    for _ in range(2):
        held = _kabsch(points.astype(np.float64), target)
        target = held[:, SKULL].mean(0)
    wide = np.linalg.norm(target[SKULL.index(OUTER_EYES[0])] - target[SKULL.index(OUTER_EYES[1])])
    return held / wide


def _kabsch(points: np.ndarray, target: np.ndarray) -> np.ndarray:
    skull = points[:, SKULL]
    centre, goal = skull.mean(1, keepdims=True), target.mean(0)
    x, y = skull - centre, target - goal
    u, s, vt = np.linalg.svd(x.swapaxes(1, 2) @ y)
    signs = np.ones_like(s)
    signs[:, 2] = np.sign(np.linalg.det(u @ vt))
    turn = (u * signs[:, None]) @ vt
    scale = (s * signs).sum(1) / (x**2).sum((1, 2))
    return ((points - centre) @ turn) * scale[:, None, None] + goal


def without_gaps(rows: np.ndarray) -> np.ndarray:
    """rows: (n, d) with nan rows -> the same, those in between filled in straight lines."""
    rows = rows.copy()
    good = np.isfinite(rows[:, 0])
    if good.all():
        return rows
    at, known = np.arange(len(rows)), np.flatnonzero(good)
    for column in rows.T:
        column[:] = np.interp(at, known, column[known])
    return rows
