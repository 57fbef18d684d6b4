"""Light and softened pictures of the mouth: what the skin around it says, and what is left without that.

Each frame's mouth, softened and warped onto the mean mouth, is kept as a small picture of FINE x FINE. Its part round
the mask's edge, on Q x Q cells, is carried inwards without a bend (the harmonic function, as in Poisson blending): the
light. What is left is learnt from shape and pose (`look_fit`).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from avatars.engine.colour import planes
from avatars.engine.renderer import NO_MAP

Q, FINE = 24, 72
SOFT = 0.0125  # of the crop's side: finer than that is detail, and left to the units
_NEAR, _REACH = 0.04, 0.12  # as in own_renderer
SMOOTH_FRAMES = 1.5


class ToneReader:
    """Reads the small picture of a frame's mouth."""

    def __init__(self, points_mean: np.ndarray, side: int) -> None:
        self._side = side
        steps = (np.arange(FINE) + 0.5) * side / FINE - 0.5
        self._at = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2).astype(np.float32)
        d2 = ((self._at[:, None] - points_mean[None]) ** 2).sum(-1)
        nearest = d2.min(1, keepdims=True)
        weight = np.exp(-0.5 * (d2 - nearest) / (_NEAR * side) ** 2)
        weight *= np.exp(-0.5 * nearest / (_REACH * side) ** 2) / weight.sum(1, keepdims=True)
        self._weight, self._mean = weight.astype(np.float32), points_mean

    def read(self, image: np.ndarray, place: np.ndarray, points: np.ndarray) -> np.ndarray:
        """image: I420; place: (2, 3) picture to crop; points: (m, 2) of its mouth -> (FINE, FINE, 3) uint8 Y, U, V."""
        crop = self._at + self._weight @ (points - self._mean)
        at = ((crop - place[:, 2]) @ np.linalg.inv(place[:, :2]).T).astype(np.float32).reshape(FINE, FINE, 2)
        width = soft_px(self._side, place)
        return np.stack(
            [_read(p, at, width, part) for p, part in zip(planes(image), (1, 2, 2), strict=True)], -1
        )


def soft_px(side: int, place: np.ndarray) -> float:
    """The softening's width in pixels of a picture; place: (2, 3) from the picture to the crop of `side`."""
    return SOFT * side / float(np.linalg.norm(place[:, 0]))


def _read(plane: np.ndarray, at: np.ndarray, width: float, part: int) -> np.ndarray:
    """A plane, softened, at places of the picture; part: pixels of the picture in one of the plane's."""
    soft = cv2.GaussianBlur(plane, (0, 0), width / part)
    here = at if part == 1 else (at - np.float32(0.5)) / part
    return cv2.remap(soft, here, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def coarse(tones: np.ndarray) -> np.ndarray:
    """tones: (n, FINE, FINE, 3) -> (n, Q, Q, 3) float32."""
    step = FINE // Q
    return np.asarray(tones.reshape(len(tones), Q, step, Q, step, 3).mean((2, 4)), np.float32)


def without_light(tones: np.ndarray, light: "Light") -> np.ndarray:
    """tones: (n, FINE, FINE, 3) -> the same as float32, less what the skin around says."""
    around = light.around(coarse(tones))
    fine = [cv2.resize(a, (FINE, FINE), interpolation=cv2.INTER_LINEAR) for a in around]
    return np.asarray(tones - np.stack(fine), np.float32)


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
