"""What a person's mouth of any shape looks like, but for its detail: learnt from the footage, smooth in shape and pose.

Kernel ridge regression (the mean of a Gaussian process, Rasmussen & Williams 2006, ch. 2) from shape and pose to
components of the softened mouth, brought onto the mean mouth. Far from everything that was seen it is the mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .errors import BundleError

KEYS = ("scale", "seen", "weights", "mean", "basis", "cells", "rough")


@dataclass(frozen=True)
class Appearance:
    """scale: (k + p,) what makes shape and pose alike; seen: (n, k + p) the frames learnt from, scaled; weights:
    (n, c); mean: (q, q, 3) and basis: (c, q, q, 3) of Y, U and V, without the light on the skin; cells: () how many
    count: components that differ by its root differ by a grey level; rough: () which kernel, see there."""

    scale: np.ndarray
    seen: np.ndarray
    weights: np.ndarray
    mean: np.ndarray
    basis: np.ndarray
    cells: np.ndarray
    rough: np.ndarray

    def components(self, numbers: np.ndarray) -> np.ndarray:
        """numbers: (m, k + p) shapes and poses side by side -> (m, c) float32."""
        return kernel(numbers * self.scale, self.seen, rough=bool(self.rough)) @ self.weights

    def picture(self, shape: np.ndarray, pose: np.ndarray) -> np.ndarray:
        """shape: (k,), pose: (p,) -> (q, q, 3) float32."""
        found = self.components(np.concatenate([shape, pose])[None].astype(np.float32))[0]
        return np.asarray(self.mean + np.tensordot(found, self.basis, 1))


def kernel(a: np.ndarray, b: np.ndarray, *, rough: bool) -> np.ndarray:
    """a: (m, d), b: (n, d) -> (m, n) 1 where they meet, 0 far apart.

    rough: Matérn's of smoothness 3/2 (ch. 4), which predicts unseen mouths better; else Gaussian, as bundles have it
    that were made before.
    """
    d2 = np.maximum((a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T, 0)
    if not rough:
        return np.exp(np.float32(-0.5) * d2)
    far = np.sqrt(3 * d2)
    return np.asarray((1 + far) * np.exp(-far))


def read_appearance(data: Mapping[str, np.ndarray], numbers: int) -> Appearance:
    """From the arrays of mouth.npz; numbers: of a shape and a pose together. Raises `BundleError`."""
    data = {"look_rough": np.zeros(()), **data}  # of a bundle made before there was a choice
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
