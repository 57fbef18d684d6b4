"""Is this folder a bundle? Each refusal names the file and what is wrong with it."""

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .clock import FPS
from .errors import BundleError

FORMAT = 3  # of rendered presenters and of people's own footage, which holds more of each mouth and frame: see `own`
LONGEST_LOOP = 60 * FPS
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # it names files in the cache
LOOPS = ("idle", "listen", "speak")
ACCENTS = ("nod", "brow", "breath")  # what speech may add to a rendered presenter's motion, see `accents`
OPTIONAL_LOOPS = ("idle2",)  # begins and ends as "idle" does, and takes turns with it
_MANIFEST = ("format", "code", "name", "kind", "synthetic", "licence", "size", "fps", "loops", "mouth")
MOUTH_KEYS = {
    "shapes", "unit_names", "shape_names", "points_mean", "points_basis", "inner_top", "inner_bottom", "mask",
}  # fmt: skip
_LOOP_KEYS = ("warp", "pose", "gain", "blink")


def read_json(file: Path) -> dict[str, Any]:
    """A JSON object from `file`."""
    try:
        data = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise BundleError(f"{file.name} is missing.") from error
    except (ValueError, OSError) as error:
        raise BundleError(f"{file.name} can not be read as JSON: {error}") from error
    if not isinstance(data, dict):
        raise BundleError(f"{file.name} must hold one JSON object.")
    return data


def read_npz(file: Path, needed: set[str]) -> dict[str, np.ndarray]:
    """All arrays of `file`, never unpickled; `needed` must be among them."""
    try:
        with np.load(file, allow_pickle=False) as archive:
            data = {key: archive[key] for key in archive.files}
    except FileNotFoundError as error:
        raise BundleError(f"{file.name} is missing.") from error
    except (ValueError, OSError, zipfile.BadZipFile, AttributeError) as error:
        raise BundleError(f"{file.name} can not be read: {error}") from error
    missing = sorted(needed - data.keys())
    if missing:
        raise BundleError(f"{file.name} lacks {', '.join(missing)}.")
    return data


def _is_finite(array: np.ndarray) -> bool:
    return array.dtype.kind in "fiu" and bool(np.isfinite(array).all())


def check_manifest(manifest: Mapping[str, Any]) -> None:
    """Raises `BundleError` unless all that the engine reads is there and of the right kind."""
    missing = [key for key in _MANIFEST if key not in manifest]
    if missing:
        raise BundleError(f"manifest.json lacks {', '.join(missing)}.")
    if manifest["format"] in range(1, FORMAT):
        raise BundleError("The bundle was made by an earlier version: activate the avatar again.")
    if manifest["format"] != FORMAT:
        raise BundleError(f"manifest.json: format {manifest['format']} is not known, only {FORMAT}.")
    if manifest["fps"] != FPS:
        raise BundleError(f"manifest.json: fps must be {FPS}, got {manifest['fps']}.")
    if not isinstance(manifest["code"], str) or not _CODE.fullmatch(manifest["code"]):
        raise BundleError("manifest.json: code must be 1 to 64 letters, digits, - or _.")
    _check_size(manifest["size"])
    if not isinstance(manifest["mouth"], dict) or not _is_file_name(manifest["mouth"].get("units")):
        raise BundleError("manifest.json: mouth must name the file of its units.")
    if is_filmed(manifest):
        _check_footage(manifest["mouth"])
    for name in LOOPS:
        _check_loop_entry(manifest["loops"], name)
    entries = manifest["loops"]
    for name in OPTIONAL_LOOPS:
        if name in entries:
            _check_loop_entry(entries, name)
    if len({"alpha" in entries[name] for name in (*LOOPS, *OPTIONAL_LOOPS) if name in entries}) > 1:
        raise BundleError("manifest.json: all loops have an alpha, or none has.")


def is_filmed(manifest: Mapping[str, Any]) -> bool:
    """Are the mouths frames of footage? Those keep light and colour in two files that are mapped into memory."""
    return "colour" in manifest["mouth"]


def _check_size(size: object) -> None:
    ok = isinstance(size, list) and len(size) == 2 and all(isinstance(v, int) and v % 2 == 0 for v in size)
    if not ok or not all(64 <= v <= 4096 for v in size):  # type: ignore[attr-defined]
        raise BundleError(f"manifest.json: size must be two even numbers from 64 to 4096, got {size}.")


def _check_loop_entry(loops: object, name: str) -> None:
    entry = loops.get(name) if isinstance(loops, dict) else None
    if not isinstance(entry, dict) or not _is_file_name(entry.get("file")):
        raise BundleError(f"manifest.json: loops.{name} must name its file.")
    if not _is_file_name(entry.get("alpha", "none")):
        raise BundleError(f"manifest.json: loops.{name}.alpha must name a file.")
    if not isinstance(entry.get("frames"), int) or not 2 <= entry["frames"] <= LONGEST_LOOP:
        raise BundleError(f"manifest.json: loops.{name}.frames must be a number from 2 to {LONGEST_LOOP}.")


def _check_footage(mouth: Mapping[str, Any]) -> None:
    picture = mouth.get("picture")
    if not isinstance(picture, list) or len(picture) != 2 or not all(isinstance(v, int) for v in picture):
        raise BundleError("manifest.json: mouth.picture must be the height and width of a unit.")
    if any(v % 2 or not 16 <= v <= 1024 for v in picture) or not _is_file_name(mouth.get("colour")):
        raise BundleError("manifest.json: mouth.picture must be even, and mouth.colour a file.")


def _is_file_name(value: object) -> bool:
    """A plain name inside the bundle: a bundle never points out of its own folder."""
    return isinstance(value, str) and value not in ("", ".", "..") and Path(value).name == value


def check_mouth(data: Mapping[str, np.ndarray]) -> None:
    """The arrays of mouth.npz agree with each other."""
    if data["shapes"].ndim != 2 or data["mask"].ndim != 2:
        raise BundleError("mouth.npz: shapes must be (units, k) and mask (height, width).")
    u, k = data["shapes"].shape
    m = len(data["points_mean"])
    expected = {"unit_names": (u,), "shape_names": (k,), "points_mean": (m, 2), "points_basis": (k, m, 2)}
    for key, shape in expected.items():
        if data[key].shape != shape:
            raise BundleError(f"mouth.npz: {key} must be {shape}, is {data[key].shape}.")
    for key in ("inner_top", "inner_bottom"):
        if data[key].size == 0 or data[key].min() < 0 or data[key].max() >= m:
            raise BundleError(f"mouth.npz: {key} must index the {m} points.")
    if len(data["inner_top"]) != len(data["inner_bottom"]):
        raise BundleError("mouth.npz: inner_top and inner_bottom must pair up.")
    for key in ("shapes", "points_mean", "points_basis", "mask"):
        if not _is_finite(data[key]):
            raise BundleError(f"mouth.npz: {key} holds numbers that are not finite.")


def check_loop(frames: Mapping[str, np.ndarray], name: str, count: int) -> None:
    """The arrays of frames.npz for one loop have a row for each of its `count` frames."""
    for key in _LOOP_KEYS:
        array = frames.get(f"{key}_{name}")
        if array is None:
            raise BundleError(f"frames.npz lacks {key}_{name}.")
        if len(array) != count:
            raise BundleError(f"frames.npz: {key}_{name} has {len(array)} rows, the loop has {count} frames.")
        if not _is_finite(array):
            raise BundleError(f"frames.npz: {key}_{name} holds numbers that are not finite.")
    if frames[f"warp_{name}"].ndim != 4 or frames[f"warp_{name}"].shape[3] != 2:
        raise BundleError(f"frames.npz: warp_{name} must be (frames, rows, columns, 2).")
    if frames[f"pose_{name}"].ndim != 2 or frames[f"gain_{name}"].shape[1:] != (3, 2):
        raise BundleError(f"frames.npz: pose_{name} must be (frames, p) and gain_{name} (frames, 3, 2).")
