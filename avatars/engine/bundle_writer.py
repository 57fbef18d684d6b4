"""Writes a bundle folder of a rendered presenter."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from .bundle_check import FORMAT
from .clock import FPS
from .errors import BundleError
from .loop_writer import write_loop

UNITS_FILE = "mouth_units.webp"
_STEPS = 64  # of a pixel, in warps: what is finer is not seen and makes the file twice as large


@dataclass
class LoopSource:
    """One loop to write.

    frames: pictures (h, w, 3) uint8 BGR, mouth at rest, or (h, w, 4): laid over mid-grey (128), with the alpha as
    fourth channel, so that any background goes behind them; warp: (n, gh, gw, 2) mouth-crop coordinates (x, y in
    pixels, pixel centres at whole numbers) at the nodes of `grid_nodes`; pose: (n, 5), any units; blink:
    (n,) 0 to 1; gain: (n, 3, 2) or None for none.
    """

    frames: Iterable[np.ndarray]
    warp: np.ndarray
    pose: np.ndarray
    blink: np.ndarray
    gain: np.ndarray | None = None


@dataclass
class MouthSource:
    """The mouth bank to write.

    units: (u, ch, cw, 3) uint8 BGR crops in canonical pose; shapes: (u, k), the numbers that drove each unit;
    points_mean: (m, 2), points_basis: (k, m, 2): lip, jaw and cheek points in crop pixels, linear in the
    shape; inner_top, inner_bottom: indices of points of the inner lips that face each other; mask: (ch, cw)
    0 to 1.
    """

    units: np.ndarray
    shapes: np.ndarray
    unit_names: list[str]
    shape_names: list[str]
    points_mean: np.ndarray
    points_basis: np.ndarray
    inner_top: np.ndarray
    inner_bottom: np.ndarray
    mask: np.ndarray


def grid_nodes(box: tuple[int, int, int, int], gh: int, gw: int) -> np.ndarray:
    """Where in the frame the nodes of a warp grid lie: (gh, gw, 2) float32 x, y in frame pixels.

    This is the convention of cv2.resize, which brings the grid to the size of `box` (x0, y0, x1, y1).
    """
    x0, y0, x1, y1 = box
    x = x0 + (np.arange(gw) + 0.5) * (x1 - x0) / gw - 0.5
    y = y0 + (np.arange(gh) + 0.5) * (y1 - y0) / gh - 0.5
    return np.stack(np.meshgrid(x, y), -1).astype(np.float32)


def write_bundle(
    path: str | Path,
    manifest: Mapping[str, Any],
    box: tuple[int, int, int, int],
    loops: Mapping[str, LoopSource],
    mouth: MouthSource,
    visemes: Mapping[str, Mapping[str, Any]],
    crf: int = 14,
    accents: np.ndarray | None = None,
) -> Path:
    """Write the folder `path`.

    manifest: all but format, size, fps, loops and mouth, which are filled in here; loops: idle, listen, speak, and
    perhaps a second "idle2"; visemes: name -> {"shape": [k numbers], "strength", "attack_s", "decay_s"}
    (visemes.DOMINANCE has numbers to begin with); crf: of the loops' H.264, less is better and larger; accents:
    fields as `accents.Accents` takes them.
    """
    path = Path(path)
    path.mkdir(parents=True, exist_ok=True)
    entries: dict[str, dict[str, Any]] = {}
    arrays, size = {"box": np.asarray(box, np.int32)}, None
    for name, loop in loops.items():
        written = write_loop(path / f"{name}.mp4", loop.frames, crf)
        size, entries[name] = written.size, {"file": f"{name}.mp4", "frames": written.frames}
        if written.alpha:
            entries[name]["alpha"] = written.alpha
        arrays |= _loop_arrays(name, loop, written.frames)
    if accents is not None:
        arrays["accents"] = np.asarray(accents, np.float16)
    if size is None:
        raise BundleError("A bundle needs loops.")
    np.savez_compressed(path / "frames.npz", **arrays)  # type: ignore[arg-type]
    _write_mouth(path, mouth)
    _write_json(path / "visemes.json", visemes)
    filled = {
        "format": FORMAT,
        "fps": FPS,
        "size": list(size),
        "loops": entries,
        "mouth": {"units": UNITS_FILE},
    }
    _write_json(path / "manifest.json", {**manifest, **filled})
    return path


def _loop_arrays(name: str, loop: LoopSource, count: int) -> dict[str, np.ndarray]:
    gain = np.tile(np.array([[1, 0]] * 3, np.float32), (count, 1, 1)) if loop.gain is None else loop.gain
    warp = np.round(np.multiply(loop.warp, _STEPS)) / _STEPS
    arrays = {"warp": warp, "pose": loop.pose, "blink": loop.blink, "gain": gain}
    return {f"{key}_{name}": np.asarray(value, np.float32) for key, value in arrays.items()}


def _write_mouth(path: Path, mouth: MouthSource) -> None:
    _write_units(path / UNITS_FILE, np.asarray(mouth.units, np.uint8))
    np.savez_compressed(
        path / "mouth.npz",
        shapes=np.asarray(mouth.shapes, np.float32),
        unit_names=np.asarray(mouth.unit_names, np.str_),
        shape_names=np.asarray(mouth.shape_names, np.str_),
        points_mean=np.asarray(mouth.points_mean, np.float32),
        points_basis=np.asarray(mouth.points_basis, np.float32),
        inner_top=np.asarray(mouth.inner_top, np.int32),
        inner_bottom=np.asarray(mouth.inner_bottom, np.int32),
        mask=np.asarray(mouth.mask, np.float32),
    )


def _write_units(file: Path, units: np.ndarray) -> None:
    """One lossless sheet, about as wide as high."""
    count, ch, cw = units.shape[:3]
    columns = max(1, int(np.ceil(np.sqrt(count * ch / cw))))
    rows = -(-count // columns)
    tiles = np.zeros((rows * columns, ch, cw, 3), np.uint8)
    tiles[:count] = units
    sheet = tiles.reshape(rows, columns, ch, cw, 3).swapaxes(1, 2).reshape(rows * ch, columns * cw, 3)
    lossless = 101
    ok, data = cv2.imencode(file.suffix, sheet, [cv2.IMWRITE_WEBP_QUALITY, lossless])
    if not ok:
        raise BundleError(f"{file.name} could not be encoded.")
    file.write_bytes(data.tobytes())


def _write_json(file: Path, data: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
