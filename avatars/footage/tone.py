"""Light and low frequencies of the mouth: what the skin around it says, and what this very shape does to it.

Each frame's mouth, warped onto the mean mouth, is kept as a small picture of q x q. Its part round the mask's edge is
carried inwards without a bend (the harmonic function, as in Poisson blending): the light. What is left is learnt from
shape and pose by ridge regression, so that a mouth that is shown for another shape has that shape's low frequencies.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from avatars.engine.colour import planes
from avatars.engine.own import tone_features

Q = 24
_FINE = 3  # samples a cell and direction
_NEAR, _REACH = 0.04, 0.12  # as in own_renderer
_RIDGE = 30.0
SMOOTH_FRAMES = 1.5
_NO_MAP = np.empty(0, np.float32)


class ToneReader:
    """Reads the small picture of a frame's mouth."""

    def __init__(self, points_mean: np.ndarray, side: int, q: int = Q) -> None:
        self._q = q
        steps = (np.arange(q * _FINE) + 0.5) * side / (q * _FINE) - 0.5
        self._at = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2).astype(np.float32)
        d2 = ((self._at[:, None] - points_mean[None]) ** 2).sum(-1)
        nearest = d2.min(1, keepdims=True)
        weight = np.exp(-0.5 * (d2 - nearest) / (_NEAR * side) ** 2)
        weight *= np.exp(-0.5 * nearest / (_REACH * side) ** 2) / weight.sum(1, keepdims=True)
        self._weight, self._mean = weight.astype(np.float32), points_mean

    def read(self, image: np.ndarray, place: np.ndarray, points: np.ndarray) -> np.ndarray:
        """image: I420; place: (2, 3) picture to crop; points: (m, 2) of its mouth -> (q, q, 3) float32 Y, U, V."""
        crop = self._at + self._weight @ (points - self._mean)
        at = ((crop - place[:, 2]) @ np.linalg.inv(place[:, :2]).T).astype(np.float32)
        fine = self._q * _FINE
        at = at.reshape(fine, fine, 2)
        y, u, v = planes(image)
        half = (at - np.float32(0.5)) / 2
        cells = [
            cv2.remap(cv2.blur(y, (3, 3)), at, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
            *(cv2.remap(p, half, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for p in (u, v)),
        ]  # fmt: skip
        small = [
            cv2.resize(c.astype(np.float32), (self._q, self._q), interpolation=cv2.INTER_AREA) for c in cells
        ]
        return np.stack(small, -1)


@dataclass(frozen=True)
class Light:
    """Carries the ring round the mouth inwards: inward (q * q, r), ring: (r,) cells."""

    inward: np.ndarray
    ring: np.ndarray

    @classmethod
    def of(cls, mask: np.ndarray, q: int = Q) -> "Light":
        """mask: (side, side) 0 to 1."""
        share = cv2.resize(mask, (q, q), interpolation=cv2.INTER_AREA)
        ring = np.flatnonzero(((share > 0.03) & (share < 0.65)).ravel())
        return cls(_harmonic(q, ring), ring)

    def around(self, tones: np.ndarray) -> np.ndarray:
        """tones: (n, q, q, 3) -> (n, q, q, 3) what the ring alone says."""
        flat = tones.reshape(len(tones), -1, 3)
        return np.einsum("cr,nrk->nck", self.inward, flat[:, self.ring]).reshape(tones.shape)


def _harmonic(q: int, ring: np.ndarray) -> np.ndarray:
    """The matrix that solves Laplace's equation on q x q cells with the ring's values given."""
    index = np.arange(q * q).reshape(q, q)
    matrix = np.zeros((q * q, q * q))
    for a, b in ((index[:, 1:], index[:, :-1]), (index[1:], index[:-1])):
        for i, j in zip(a.ravel(), b.ravel(), strict=True):
            matrix[i, i] += 1
            matrix[j, j] += 1
            matrix[i, j] -= 1
            matrix[j, i] -= 1
    given = np.zeros((q * q, len(ring)))
    matrix[ring] = 0
    matrix[ring, ring] = 1
    given[ring, np.arange(len(ring))] = 1
    return np.asarray(np.linalg.solve(matrix, given), np.float32)


def steady(tones: np.ndarray) -> np.ndarray:
    """tones: (n, …) of consecutive frames, calmed in time, so that light does not flicker."""
    return np.asarray(gaussian_filter1d(tones, SMOOTH_FRAMES, axis=0, mode="nearest"), np.float32)


def fit_tone(shapes: np.ndarray, pose: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """rest: (n, q, q, 3) tones less their light -> (f, q, q, 3), to be multiplied by `tone_features`."""
    features = tone_features(shapes, pose).astype(np.float64)
    power = features.T @ features
    power += _RIDGE * np.eye(len(power)) * np.r_[1e-6, np.ones(len(power) - 1)]
    found = np.linalg.solve(power, features.T @ rest.reshape(len(rest), -1))
    return np.asarray(found.reshape(-1, *rest.shape[1:]), np.float32)
