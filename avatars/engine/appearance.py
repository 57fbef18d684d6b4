"""What a person's mouth of any shape looks like, but for its detail: learnt from the footage, smooth in shape and pose.

Kernel ridge regression (the mean of a Gaussian process, Rasmussen & Williams 2006, ch. 2) from shape and pose to
components of the softened mouth, brought onto the mean mouth. Far from everything that was seen it is the mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .errors import BundleError

KEYS = ("scale", "seen", "weights", "mean", "basis", "cells")


@dataclass(frozen=True)
class Appearance:
    """scale: (k + p,) what makes shape and pose alike; seen: (n, k + p) the frames learnt from, scaled; weights:
    (n, c); mean: (q, q, 3) and basis: (c, q, q, 3) of Y, U and V, without the light on the skin; cells: () how many
    count: components that differ by its root differ by a grey level."""

    scale: np.ndarray
    seen: np.ndarray
    weights: np.ndarray
    mean: np.ndarray
    basis: np.ndarray
    cells: np.ndarray

    def components(self, numbers: np.ndarray) -> np.ndarray:
        """numbers: (m, k + p) shapes and poses side by side -> (m, c) float32."""
        return kernel(numbers * self.scale, self.seen) @ self.weights

    def picture(self, shape: np.ndarray, pose: np.ndarray) -> np.ndarray:
        """shape: (k,), pose: (p,) -> (q, q, 3) float32."""
        found = self.components(np.concatenate([shape, pose])[None].astype(np.float32))[0]
        return np.asarray(self.mean + np.tensordot(found, self.basis, 1))


def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a: (m, d), b: (n, d) -> (m, n) 1 where they meet, 0 far apart."""
    d2 = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.exp(np.float32(-0.5) * np.maximum(d2, 0))


def read_appearance(data: Mapping[str, np.ndarray], numbers: int) -> Appearance:
    """From the arrays of mouth.npz; numbers: of a shape and a pose together. Raises `BundleError`."""
    missing = [f"look_{key}" for key in KEYS if f"look_{key}" not in data]
    if missing:
        raise BundleError(f"mouth.npz lacks {', '.join(missing)}.")
    arrays = {key: np.ascontiguousarray(data[f"look_{key}"], np.float32) for key in KEYS}
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise BundleError("mouth.npz: look_… holds what is no finite number.")
    look = Appearance(**arrays)
    n, c = look.weights.shape
    fits = look.seen.shape == (n, numbers) and look.scale.shape == (numbers,)
    if not fits or look.basis.shape != (c, *look.mean.shape) or look.mean.shape[2:] != (3,):
        raise BundleError(
            "mouth.npz: look_scale, look_seen, look_weights, look_mean and look_basis must agree."
        )
    return look
