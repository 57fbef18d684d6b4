"""Writes a bundle folder of a person's own footage."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from .appearance import KEYS
from .bundle import Mouth
from .bundle_check import FORMAT
from .bundle_writer import grid_nodes
from .clock import FPS
from .loop_writer import write_loop
from .loops import Frames
from .own import UNIT_KEYS, OwnLoop

LIGHT_FILE, COLOUR_FILE = "mouth_light.npy", "mouth_colour.npy"
SMALL = 16
_GRID = (3, 3)  # of the coarse warp that the timeline compares


@dataclass
class OwnLoopSource:
    """One loop to write: frames n of (h * 3 / 2, w) uint8 I420, pose (n, p), blink (n,) and more of each frame."""

    frames: Frames
    pose: np.ndarray
    blink: np.ndarray
    own: OwnLoop


def write_own_bundle(
    path: Path,
    manifest: Mapping[str, Any],
    loops: Mapping[str, OwnLoopSource],
    mouth: Mouth,
    visemes: Mapping[str, Mapping[str, Any]],
    same: Mapping[str, str] | None = None,
) -> Path:
    """Write the folder `path`; manifest: all but format, size, fps, loops and mouth; same: loops (name -> name of
    another) that share that one's file."""
    path.mkdir(parents=True, exist_ok=True)
    same = same or {}
    size = _size(next(iter(loops.values())).frames[0])
    box = (0, 0, *size)
    entries: dict[str, Any] = {}
    arrays: dict[str, np.ndarray] = {"box": np.asarray(box, np.int32)}
    for name, loop in loops.items():
        file = f"{same.get(name, name)}.mp4"
        if name not in same:
            write_loop(path / file, loop.frames, crf=12, preset="veryfast")
        entries[name] = {"file": file, "frames": len(loop.frames)}
        arrays |= _loop_arrays(name, loop, box)
    np.savez_compressed(path / "frames.npz", **arrays)  # type: ignore[arg-type]
    _write_mouth(path, mouth)
    _write_json(path / "visemes.json", visemes)
    picture = list(mouth.light.shape[1:])
    filled = {
        "format": FORMAT, "fps": FPS, "size": list(size), "loops": entries,
        "mouth": {"units": LIGHT_FILE, "colour": COLOUR_FILE, "picture": picture},
    }  # fmt: skip
    _write_json(path / "manifest.json", {**manifest, **filled})
    return path


def small_pictures(frames: np.ndarray) -> np.ndarray:
    """frames: (n, h * 3 / 2, w) I420 -> (n, d) float32 grey levels of 16 x 16 parts of each."""
    h = frames.shape[1] * 2 // 3
    small = [cv2.resize(f[:h], (SMALL, SMALL), interpolation=cv2.INTER_AREA) for f in frames]
    return np.stack(small).reshape(len(frames), -1).astype(np.float32)


def coarse_warp(place: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """place: (n, 2, 3) -> (n, 3, 3, 2) crop coordinates of a coarse grid over the box."""
    nodes = grid_nodes(box, *_GRID)
    warp = np.einsum("nij,ghj->nghi", place[:, :, :2], nodes) + place[:, None, None, :, 2]
    return np.asarray(warp, np.float32)


def _size(frame: np.ndarray) -> tuple[int, int]:
    return int(frame.shape[1]), int(frame.shape[0] * 2 // 3)


def _loop_arrays(name: str, loop: OwnLoopSource, box: tuple[int, int, int, int]) -> dict[str, np.ndarray]:
    count = len(loop.frames)
    gain = np.tile(np.array([[1, 0]] * 3, np.float32), (count, 1, 1))
    arrays = {
        "warp": coarse_warp(loop.own.place, box), "pose": loop.pose, "blink": loop.blink, "gain": gain,
        "place": loop.own.place, "own": loop.own.own,
    }  # fmt: skip
    found = {f"{key}_{name}": np.asarray(value, np.float32) for key, value in arrays.items()}
    found[f"small_{name}"] = loop.own.small.astype(np.float16)
    return found | {f"tone_{name}": loop.own.tone.astype(np.float16)}


def _write_mouth(path: Path, mouth: Mouth) -> None:
    np.save(path / LIGHT_FILE, np.asarray(mouth.light, np.uint8))
    np.save(path / COLOUR_FILE, np.asarray(mouth.colour, np.uint8))
    plain = {
        f.name: getattr(mouth, f.name) for f in fields(mouth) if f.name not in ("light", "colour", "own")
    }
    plain |= {key: np.asarray(plain[key], np.str_) for key in ("unit_names", "shape_names")}
    own = {f"unit_{key}": getattr(mouth.filmed, key) for key in UNIT_KEYS}
    own["unit_source"] = own["unit_source"].astype(np.int64)
    np.savez_compressed(
        path / "mouth.npz",
        **plain,
        **own,
        pose_basis=mouth.filmed.pose_basis,
        **{f"look_{key}": getattr(mouth.filmed.appearance, key) for key in KEYS},
    )


def _write_json(file: Path, data: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
