"""An avatar bundle on disk, checked and opened: all that the renderer needs, and nothing that changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from .alpha import Alpha, open_alpha
from .bundle_check import (
    ACCENTS,
    LOOPS,
    MOUTH_KEYS,
    OPTIONAL_LOOPS,
    check_loop,
    check_manifest,
    check_mouth,
    is_filmed,
    read_json,
    read_npz,
)
from .colour import bgr_to_yuv
from .covered import open_covered
from .errors import BundleError
from .loops import Cache, Frames, open_loop
from .own import OwnLoop, OwnMouth, map_units, read_own_loop, read_own_mouth
from .rescale import Box, delivered, resized_box, resized_points, resized_warp
from .sound_channel import SpeechMap
from .visemes import VISEMES


@dataclass(frozen=True)
class Loop:
    """One stretch of base motion that can be repeated.

    frames: n of (h * 3 / 2, w) uint8 I420, memory-mapped and not to be written to; warp: (n, gh, gw, 2) float32
    mouth-crop coordinates of a grid over the bundle's box; pose: (n, 5); gain: (n, 3, 2) scale and offset of Y,
    U - 128 and V - 128 for the mouth, or None where it needs none; blink: (n,) 0 open to 1 closed; own: more of each
    frame, where the bundle is of footage; alpha: where the frames lie over mid-grey, for a background behind them.
    """

    name: str
    frames: Frames
    warp: np.ndarray
    pose: np.ndarray
    gain: np.ndarray | None
    blink: np.ndarray
    own: OwnLoop | None = None
    alpha: Alpha | None = None

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def filmed(self) -> OwnLoop:
        """`own`, where there must be one. Raises `BundleError`."""
        if self.own is None:
            raise BundleError(f"The loop {self.name} is not of footage.")
        return self.own


@dataclass(frozen=True)
class Mouth:
    """The mouth bank.

    light: (u, ch, cw) uint8 Y of each unit; colour: (u, ch, cw, 2) uint8 its U and V, softened for half size
    (of footage: memory-mapped, detail alone, colour of half size); shapes: (u, k); points(s) = mean + s @ basis, in
    crop pixels; own: more of each unit, where the bundle is of footage.
    """

    light: np.ndarray
    colour: np.ndarray
    shapes: np.ndarray
    unit_names: tuple[str, ...]
    shape_names: tuple[str, ...]
    points_mean: np.ndarray
    points_basis: np.ndarray
    inner_top: np.ndarray
    inner_bottom: np.ndarray
    mask: np.ndarray
    own: OwnMouth | None = None

    @property
    def filmed(self) -> OwnMouth:
        """`own`, where there must be one. Raises `BundleError`."""
        if self.own is None:
            raise BundleError("The mouth is not of footage.")
        return self.own

    def points(self, shapes: np.ndarray) -> np.ndarray:
        """shapes: (..., k) -> (..., m, 2) float32 in pixels of the mouth crop."""
        return self.points_mean + np.tensordot(shapes, self.points_basis, 1).astype(np.float32)


@dataclass(frozen=True)
class Viseme:
    """A mouth shape (k,) and how strongly, and how early and late in seconds, it pulls the mouth."""

    name: str
    shape: np.ndarray
    strength: float
    attack_s: float
    decay_s: float


@dataclass(frozen=True)
class Bundle:
    """One avatar, ready to perform. Immutable: any number of performers share it.

    speech_map: how this person's mouth follows sound, where that was learnt; accents: (3, g, g, 2) float32 pixels,
    what stressed words do to a rendered presenter's picture, see `accents`.
    """

    path: Path
    manifest: Mapping[str, Any]
    loops: Mapping[str, Loop]
    mouth: Mouth
    visemes: Mapping[str, Viseme]
    box: Box
    size: tuple[int, int]
    speech_map: SpeechMap | None = None
    accents: np.ndarray | None = None

    @property
    def has_alpha(self) -> bool:
        """Can a background go behind the presenter?"""
        return all(loop.alpha is not None for loop in self.loops.values())

    @classmethod
    def load(cls, path: str | Path, cache_dir: str | Path, longest: int | None = None) -> "Bundle":
        """Open the folder `path`; its loops are decoded once into `cache_dir`. Raises `BundleError`.

        longest: a rendered presenter is delivered at most so wide and high; None: as stored. A person's own footage
        is always delivered as it was filmed.
        """
        path = Path(path)
        if not path.is_dir():
            raise BundleError(f"{path} is not a folder.")
        manifest = read_json(path / "manifest.json")
        check_manifest(manifest)
        frames = read_npz(path / "frames.npz", {"box"})
        box = tuple(int(v) for v in frames["box"])
        _check_box(box, manifest["size"])
        size = _size(manifest, longest)
        mouth, crop_scale = _read_mouth(path, manifest, size)
        cache = Cache(Path(cache_dir), manifest["code"], _stored(manifest), size)
        reader = _LoopReader(path, manifest, frames, box, crop_scale, cache)  # type: ignore[arg-type]
        loops = {name: reader.read(name) for name in (*LOOPS, *OPTIONAL_LOOPS) if name in manifest["loops"]}
        speech_map = SpeechMap.load(path, mouth.shapes.shape[1])
        visemes, accents = _read_visemes(path, mouth), _read_accents(frames, _stored(manifest), size)
        return cls(path, manifest, loops, mouth, visemes, reader.box, size, speech_map, accents)


def _read_accents(
    frames: Mapping[str, np.ndarray], stored: tuple[int, int], size: tuple[int, int]
) -> np.ndarray | None:
    if "accents" not in frames:
        return None
    fields = frames["accents"].astype(np.float32)
    if fields.ndim != 4 or fields.shape[0] != len(ACCENTS) or fields.shape[-1] != 2 or not np.isfinite(fields).all():
        raise BundleError(f"frames.npz: accents must be fields for {', '.join(ACCENTS)}, got {fields.shape}.")
    return np.asarray(fields * (np.array(size) / np.array(stored)), np.float32)


def _stored(manifest: Mapping[str, Any]) -> tuple[int, int]:
    w, h = manifest["size"]
    return int(w), int(h)


def _size(manifest: Mapping[str, Any], longest: int | None) -> tuple[int, int]:
    return delivered(_stored(manifest), None if is_filmed(manifest) else longest)


def _check_box(box: tuple[int, ...], size: list[int]) -> None:
    if len(box) != 4 or any(v % 2 for v in box):
        raise BundleError(f"frames.npz: box must be four even numbers, got {box}.")
    x0, y0, x1, y1 = box
    if not (0 <= x0 < x1 <= size[0] and 0 <= y0 < y1 <= size[1]):
        raise BundleError(f"frames.npz: box {box} lies outside the picture of {size[0]}x{size[1]}.")


def _read_mouth(path: Path, manifest: Mapping[str, Any], size: tuple[int, int]) -> tuple[Mouth, np.ndarray]:
    """Also x and y of what one pixel of the stored crop becomes."""
    data = read_npz(path / "mouth.npz", MOUTH_KEYS)
    check_mouth(data)
    own, scale = None, np.ones(2, np.float32)
    if not is_filmed(manifest):
        units = _read_units(path / manifest["mouth"]["units"], len(data["shapes"]), data["mask"].shape)
        if size != _stored(manifest):
            units, scale = _resized_units(units, np.divide(size, manifest["size"]))
            data |= _resized_geometry(data, scale, units.shape[1:3])
        light = np.ascontiguousarray(units[..., 0])
        colour = np.stack([cv2.GaussianBlur(unit[..., 1:], (3, 3), 0) for unit in units])
    else:
        count, m = len(data["shapes"]), len(data["points_mean"])
        own = read_own_mouth(data, count, m)
        h, w = (int(v) for v in manifest["mouth"]["picture"])
        light = map_units(path / manifest["mouth"]["units"], (count, h, w))
        colour = map_units(path / manifest["mouth"]["colour"], (count, h // 2, w // 2, 2))
    mouth = Mouth(
        light=light,
        colour=colour,
        shapes=data["shapes"].astype(np.float32),
        unit_names=tuple(str(n) for n in data["unit_names"]),
        shape_names=tuple(str(n) for n in data["shape_names"]),
        points_mean=data["points_mean"].astype(np.float32),
        points_basis=data["points_basis"].astype(np.float32),
        inner_top=data["inner_top"].astype(int),
        inner_bottom=data["inner_bottom"].astype(int),
        mask=data["mask"].astype(np.float32),
        own=own,
    )
    return mouth, scale


def _resized_units(units: np.ndarray, scale: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """To whole pixels; also the scale (x, y) that they really got."""
    ch, cw = units.shape[1:3]
    width, height = max(1, round(cw * scale[0])), max(1, round(ch * scale[1]))
    resized = [cv2.resize(unit, (width, height), interpolation=cv2.INTER_AREA) for unit in units]
    return np.stack(resized), np.array([width / cw, height / ch], np.float32)


def _resized_geometry(
    data: Mapping[str, np.ndarray], scale: np.ndarray, crop: tuple[int, ...]
) -> dict[str, np.ndarray]:
    """The places of mouth.npz in a crop of (height, width)."""
    mask = data["mask"].astype(np.float32)
    return {
        "points_mean": resized_points(data["points_mean"], scale),
        "points_basis": data["points_basis"] * scale,
        "mask": cv2.resize(mask, crop[::-1], interpolation=cv2.INTER_AREA),
    }


def _read_units(file: Path, count: int, crop: tuple[int, int]) -> np.ndarray:
    """The sheet of units, cut into (u, ch, cw, 3) and turned to YUV."""
    if not file.is_file():
        raise BundleError(f"{file.name} is missing.")
    sheet = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    ch, cw = crop
    if sheet is None or sheet.shape[0] % ch or sheet.shape[1] % cw:
        raise BundleError(f"{file.name} is not a sheet of {cw}x{ch} pictures.")
    rows, columns = sheet.shape[0] // ch, sheet.shape[1] // cw
    if rows * columns < count:
        raise BundleError(f"{file.name} holds {rows * columns} pictures, mouth.npz names {count}.")
    tiles = sheet.reshape(rows, ch, columns, cw, 3).swapaxes(1, 2).reshape(-1, ch, cw, 3)[:count]
    return np.stack([bgr_to_yuv(tile) for tile in tiles])


class _LoopReader:
    """Reads the loops of one bundle. box: where in the delivered picture the mouth lies."""

    def __init__(
        self,
        path: Path,
        manifest: Mapping[str, Any],
        frames: Mapping[str, np.ndarray],
        stored_box: Box,
        crop_scale: np.ndarray,
        cache: Cache,
    ) -> None:
        self._path, self._manifest, self._frames, self._cache = path, manifest, frames, cache
        self._stored_box, self._crop_scale = stored_box, crop_scale
        self.box = resized_box(stored_box, cache.stored, cache.size)

    def read(self, name: str) -> Loop:
        """Raises `BundleError`."""
        entry, frames = self._manifest["loops"][name], self._frames
        count = int(entry["frames"])
        check_loop(frames, name, count)
        gain = frames[f"gain_{name}"].astype(np.float32)
        own = read_own_loop(frames, name, count) if is_filmed(self._manifest) else None
        pictures, alpha = self._pictures(entry, count)
        return Loop(
            name=name,
            frames=pictures,
            warp=self._warp(np.ascontiguousarray(frames[f"warp_{name}"], np.float32)),
            pose=frames[f"pose_{name}"].astype(np.float32),
            gain=None if np.allclose(gain, [1.0, 0.0], atol=1e-4) else gain,
            blink=frames[f"blink_{name}"].astype(np.float32),
            alpha=alpha,
            own=own,
        )

    def _pictures(self, entry: Mapping[str, Any], count: int) -> tuple[Frames, Alpha | None]:
        file = self._path / entry["file"]
        if "alpha" not in entry:
            return open_loop(file, count, self._cache), None
        alpha_file = self._path / entry["alpha"]
        alpha = open_alpha(alpha_file, count, self._cache)
        return open_covered(file, alpha_file, alpha, self._cache), alpha

    def _warp(self, warp: np.ndarray) -> np.ndarray:
        if self._cache.size == self._cache.stored:
            return warp
        boxes = (self._stored_box, self.box)
        moved = resized_warp(warp, boxes, self._cache.stored, self._cache.size)
        return resized_points(moved, self._crop_scale)


def _read_visemes(path: Path, mouth: Mouth) -> dict[str, Viseme]:
    rows, k = read_json(path / "visemes.json"), mouth.shapes.shape[1]
    missing = [name for name in VISEMES if name not in rows]
    if missing:
        raise BundleError(f"visemes.json lacks {', '.join(missing)}.")
    return {name: _viseme(name, rows[name], k) for name in VISEMES}


def _viseme(name: str, row: Mapping[str, Any], k: int) -> Viseme:
    try:
        shape = np.asarray(row["shape"], np.float32)
        numbers = [float(row[key]) for key in ("strength", "attack_s", "decay_s")]
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(
            f"visemes.json: {name} needs shape, strength, attack_s and decay_s ({error})."
        ) from error
    if shape.shape != (k,) or not np.isfinite(shape).all():
        raise BundleError(f"visemes.json: the shape of {name} must have {k} finite numbers.")
    if min(numbers) <= 0:
        raise BundleError(f"visemes.json: strength, attack_s and decay_s of {name} must be above zero.")
    return Viseme(name, shape, *numbers)
