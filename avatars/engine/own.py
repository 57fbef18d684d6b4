"""What a bundle of a person's own footage knows beyond a rendered presenter's.

A unit is a real frame, kept as it was filmed: `affine` says where the canonical crop lies in its picture, `points`
where its lips were. Of its picture only the detail is kept, around 128: what the mouth looks like without it,
`appearance` says for every shape. Tones are small pictures (q, q, 3) of Y, U and V over the mean mouth: light that is
laid on top.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .appearance import Appearance, read_appearance
from .errors import BundleError

UNIT_KEYS = ("points", "affine", "pose", "source", "look")
LOOP_KEYS = ("place", "own", "tone", "small")


@dataclass(frozen=True)
class OwnMouth:
    """The units of a mouth bank that are frames of footage.

    points: (u, m, 2) as measured, in crop pixels; affine: (u, 2, 3) from the crop to the unit's picture; pose:
    (u, p); source: (u,) int, the frame of the footage; look: (u, c) the components of `appearance` that it really
    has; pose_basis: (p, m, 2).
    """

    points: np.ndarray
    affine: np.ndarray
    pose: np.ndarray
    source: np.ndarray
    look: np.ndarray
    pose_basis: np.ndarray
    appearance: Appearance


@dataclass(frozen=True)
class OwnLoop:
    """Of each frame of a loop: place (n, 2, 3) from its picture to the crop; own (n, k) the shape that its own mouth
    shows; tone (n, q, q, 3) the light on the skin around its mouth; small (n, d) the whole picture in grey levels,
    few and large."""

    place: np.ndarray
    own: np.ndarray
    tone: np.ndarray
    small: np.ndarray


@dataclass(frozen=True)
class OwnBase:
    """The same of one frame, with its pose (p,)."""

    place: np.ndarray
    own: np.ndarray
    tone: np.ndarray
    pose: np.ndarray

    def mixed(self, other: "OwnBase", share: float, seen: float) -> "OwnBase":
        """On the way to `other`: its place by `share`, what its picture shows by `seen`."""
        shares = {"place": share, "own": seen, "tone": seen, "pose": seen}
        return OwnBase(**{
            key: getattr(self, key) * np.float32(1 - part) + getattr(other, key) * np.float32(part)
            for key, part in shares.items()
        })  # fmt: skip


def read_own_mouth(data: Mapping[str, np.ndarray], units: int, points: int) -> OwnMouth:
    """From the arrays of mouth.npz. Raises `BundleError`."""
    keys = [f"unit_{key}" for key in UNIT_KEYS] + ["pose_basis"]
    missing = [key for key in keys if key not in data]
    if missing:
        raise BundleError(f"mouth.npz lacks {', '.join(missing)}.")
    units_of = {key: _floats(data[f"unit_{key}"], f"unit_{key}") for key in UNIT_KEYS}
    basis = _floats(data["pose_basis"], "pose_basis")
    own = OwnMouth(**units_of, pose_basis=basis, appearance=read_appearance(data, _numbers(data, basis)))
    for key in UNIT_KEYS:
        if len(getattr(own, key)) != units:
            raise BundleError(f"mouth.npz: unit_{key} must have {units} rows.")
    if own.look.shape[1:] != own.appearance.basis.shape[:1]:
        raise BundleError("mouth.npz: unit_look and look_basis must agree.")
    if own.points.shape[1:] != (points, 2) or own.affine.shape[1:] != (2, 3):
        raise BundleError("mouth.npz: unit_points must be (units, points, 2) and unit_affine (units, 2, 3).")
    return own


def _numbers(data: Mapping[str, np.ndarray], pose_basis: np.ndarray) -> int:
    return int(data["shapes"].shape[1] + len(pose_basis))


def read_own_loop(frames: Mapping[str, np.ndarray], name: str, count: int) -> OwnLoop:
    """From the arrays of frames.npz. Raises `BundleError`."""
    arrays = {}
    for key in LOOP_KEYS:
        if f"{key}_{name}" not in frames or len(frames[f"{key}_{name}"]) != count:
            raise BundleError(f"frames.npz needs {key}_{name} with {count} rows.")
        arrays[key] = _floats(frames[f"{key}_{name}"], f"{key}_{name}")
    if arrays["place"].shape[1:] != (2, 3):
        raise BundleError(f"frames.npz: place_{name} must be (frames, 2, 3).")
    return OwnLoop(**arrays)


def _floats(array: np.ndarray, name: str) -> np.ndarray:
    if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
        raise BundleError(f"{name} holds what is no finite number.")
    return array.astype(np.int64 if array.dtype.kind in "iu" else np.float32)


def map_units(file: Path, shape: tuple[int, ...]) -> np.ndarray:
    """A file of units (n, …) uint8 in numpy's own format, mapped into memory. Raises `BundleError`."""
    try:
        units = np.load(file, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise BundleError(f"{file.name} can not be read: {error}") from error
    if units.dtype != np.uint8 or units.shape != shape:
        raise BundleError(f"{file.name} must be {shape} bytes, is {units.shape} of {units.dtype}.")
    return units
