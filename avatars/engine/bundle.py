"""An avatar bundle on disk, checked and opened: all that the renderer needs, and nothing that changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from .bundle_check import MOUTH_KEYS, check_loop, check_manifest, check_mouth, read_json, read_npz
from .colour import bgr_to_yuv
from .errors import BundleError
from .loops import open_loop
from .own import OwnLoop, OwnMouth, map_units, read_own_loop, read_own_mouth
from .sound_channel import SpeechMap
from .visemes import VISEMES

LOOPS = ("idle", "listen", "speak")


@dataclass(frozen=True)
class Loop:
    """One stretch of base motion that can be repeated.

    frames: (n, h * 3 / 2, w) uint8 I420, memory-mapped and read-only; warp: (n, gh, gw, 2) float32 mouth-crop
    coordinates of a grid over the bundle's box; pose: (n, 5); gain: (n, 3, 2) scale and offset of Y, U - 128
    and V - 128 for the mouth, or None where it needs none; blink: (n,) 0 open to 1 closed; own: more of each frame,
    where the bundle is of footage (format 3).
    """

    name: str
    frames: np.ndarray
    warp: np.ndarray
    pose: np.ndarray
    gain: np.ndarray | None
    blink: np.ndarray
    own: OwnLoop | None = None

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
    (format 3: memory-mapped, detail alone, colour of half size); shapes: (u, k); points(s) = mean + s @ basis, in
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

    speech_map: how this person's mouth follows sound, where that was learnt.
    """

    path: Path
    manifest: Mapping[str, Any]
    loops: Mapping[str, Loop]
    mouth: Mouth
    visemes: Mapping[str, Viseme]
    box: tuple[int, int, int, int]
    speech_map: SpeechMap | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        w, h = self.manifest["size"]
        return int(w), int(h)

    @classmethod
    def load(cls, path: str | Path, cache_dir: str | Path) -> "Bundle":
        """Open the folder `path`; its loops are decoded once into `cache_dir`. Raises `BundleError`."""
        path = Path(path)
        if not path.is_dir():
            raise BundleError(f"{path} is not a folder.")
        manifest = read_json(path / "manifest.json")
        check_manifest(manifest)
        mouth = _read_mouth(path, manifest)
        frames = read_npz(path / "frames.npz", {"box"})
        loops = {name: _read_loop(path, manifest, frames, name, Path(cache_dir)) for name in LOOPS}
        box = tuple(int(v) for v in frames["box"])
        _check_box(box, manifest["size"])
        speech_map = SpeechMap.load(path, mouth.shapes.shape[1])
        return cls(path, manifest, loops, mouth, _read_visemes(path, mouth), box, speech_map)  # type: ignore[arg-type]


def _check_box(box: tuple[int, ...], size: list[int]) -> None:
    if len(box) != 4 or any(v % 2 for v in box):
        raise BundleError(f"frames.npz: box must be four even numbers, got {box}.")
    x0, y0, x1, y1 = box
    if not (0 <= x0 < x1 <= size[0] and 0 <= y0 < y1 <= size[1]):
        raise BundleError(f"frames.npz: box {box} lies outside the picture of {size[0]}x{size[1]}.")


def _read_mouth(path: Path, manifest: Mapping[str, Any]) -> Mouth:
    data = read_npz(path / "mouth.npz", MOUTH_KEYS)
    check_mouth(data)
    own = None
    if manifest["format"] == 1:
        units = _read_units(path / manifest["mouth"]["units"], len(data["shapes"]), data["mask"].shape)
        light = np.ascontiguousarray(units[..., 0])
        colour = np.stack([cv2.GaussianBlur(unit[..., 1:], (3, 3), 0) for unit in units])
    else:
        count, m = len(data["shapes"]), len(data["points_mean"])
        own = read_own_mouth(data, count, m)
        h, w = (int(v) for v in manifest["mouth"]["picture"])
        light = map_units(path / manifest["mouth"]["units"], (count, h, w))
        colour = map_units(path / manifest["mouth"]["colour"], (count, h // 2, w // 2, 2))
    return Mouth(
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


def _read_loop(
    path: Path, manifest: Mapping[str, Any], frames: Mapping[str, np.ndarray], name: str, cache_dir: Path
) -> Loop:
    entry = manifest["loops"][name]
    count, (w, h) = int(entry["frames"]), manifest["size"]
    check_loop(frames, name, count)
    pixels = open_loop(path / entry["file"], count, (w, h), cache_dir, manifest["code"])
    gain = frames[f"gain_{name}"].astype(np.float32)
    return Loop(
        name=name,
        frames=pixels,
        warp=np.ascontiguousarray(frames[f"warp_{name}"], np.float32),
        pose=frames[f"pose_{name}"].astype(np.float32),
        gain=None if np.allclose(gain, [1.0, 0.0], atol=1e-4) else gain,
        blink=frames[f"blink_{name}"].astype(np.float32),
        own=None if manifest["format"] == 1 else read_own_loop(frames, name, count),
    )


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
