"""MakeHuman's hm08 mesh, its targets and face units as numpy arrays (CC0 data; see README.md).

Lengths are decimetres. Axes are Blender's: x to the person's left, y to the back, z up.
"""

from __future__ import annotations

import functools
import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BODY_VERTICES = 13380  # the skin; clothes and other helpers follow
LOWER_TEETH, UPPER_TEETH = slice(14992, 15060), slice(15060, 15128)
Face = list[int]


def data_folder() -> Path:
    folder = Path(os.environ.get("MH_DATA", ""))
    if not (folder / "mpfb2").is_dir():
        raise FileNotFoundError("Set MH_DATA to the folder that holds mpfb2 and faceunits01 (see README.md).")
    return folder


def to_blender(points: np.ndarray) -> np.ndarray:
    """MakeHuman's axes (y up, z to the front) -> ours."""
    return np.stack([points[..., 0], -points[..., 2], points[..., 1]], -1)


@dataclass(frozen=True)
class BaseMesh:
    """vertices: (19158, 3) in MakeHuman's axes; faces by group: (vertex indices, uv indices) each."""

    vertices: np.ndarray
    uvs: np.ndarray
    groups: dict[str, list[tuple[Face, Face]]]


@functools.cache
def base_mesh() -> BaseMesh:
    vertices, uvs, group = [], [], ""
    groups: dict[str, list[tuple[Face, Face]]] = {}
    for line in (data_folder() / "mpfb2/3dobjs/base.obj").read_text().splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            vertices.append([float(v) for v in rest[:3]])
        elif kind == "vt":
            uvs.append([float(v) for v in rest[:2]])
        elif kind == "g":
            group = rest[0]
        elif kind == "f":
            corners = [corner.split("/") for corner in rest]
            face = ([int(c[0]) - 1 for c in corners], [int(c[1]) - 1 for c in corners])
            groups.setdefault(group, []).append(face)
    return BaseMesh(np.array(vertices), np.array(uvs), groups)


@functools.cache
def target(name: str) -> tuple[np.ndarray, np.ndarray]:
    """A target file below mpfb2/targets -> vertex indices (n,), displacements (n, 3) in MakeHuman's axes."""
    return read_target(data_folder() / "mpfb2/targets" / f"{name}.target.gz")


@functools.cache
def face_unit(name: str) -> np.ndarray:
    """Displacement (19158, 3) of one face unit at weight 1."""
    index, shift = read_target(data_folder() / "faceunits01/targets/faceunits" / f"{name}.target")
    full = np.zeros_like(base_mesh().vertices)
    full[index] = shift
    return to_blender(full)


def read_target(file: Path) -> tuple[np.ndarray, np.ndarray]:
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    rows = [line.split() for line in data.decode().splitlines() if line[:1].isdigit()]
    table = np.array([[float(v) for v in row] for row in rows if len(row) == 4]).reshape(-1, 4)
    return table[:, 0].astype(int), table[:, 1:]


@functools.cache
def bone_weights() -> dict[str, np.ndarray]:
    """(19158,) share of each bone of the standard rig."""
    file = data_folder() / "mpfb2/rigs/standard/weights.default.json"
    out = {}
    for bone, pairs in json.loads(file.read_text())["weights"].items():
        out[bone] = np.zeros(len(base_mesh().vertices))
        for vertex, weight in pairs:
            out[bone][int(vertex)] = weight
    return out


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors scaled to length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def smooth(low: float, high: float, x: np.ndarray) -> np.ndarray:
    """Smoothstep from 0 at `low` to 1 at `high` (which may be the smaller)."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def rotation(axis: str, angle: float) -> np.ndarray:
    """(3, 3) right-handed turn about x, y or z."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array({
        "x": [[1, 0, 0], [0, c, -s], [0, s, c]], "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
        "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
    }[axis])


def part(count: int, faces: list[Face]) -> tuple[np.ndarray, list[Face]]:
    """Which of `count` points some faces use, and those faces by the places among them."""
    used = np.unique(np.concatenate(faces))
    place = np.full(count, -1)
    place[used] = np.arange(len(used))
    return used, [place[face].tolist() for face in faces]


def vertex_normals(points: np.ndarray, faces: list[Face]) -> np.ndarray:
    quads = as_quads(faces)
    flat = np.cross(points[quads[:, 2]] - points[quads[:, 0]], points[quads[:, 3]] - points[quads[:, 1]])
    out = np.zeros_like(points)
    for corner in range(4):
        np.add.at(out, quads[:, corner], flat)
    return unit(out)


def as_quads(faces: list[Face]) -> np.ndarray:
    """(n, 4) vertex indices; a triangle repeats its last corner."""
    return np.array([face if len(face) == 4 else [*face, face[-1]] for face in faces])


def sprinkle(points: np.ndarray, faces: list[Face], per_side: int, last: float = 1.) -> np.ndarray:
    """Points spread regularly over the quads: per_side ** 2 a face."""
    quads = points[as_quads(faces)]
    steps = np.linspace(0, last, per_side + 1)[:-1]
    corner = [np.array([(1 - a) * (1 - b), a * (1 - b), a * b, (1 - a) * b]) for a in steps for b in steps]
    return np.concatenate([(quads * w[None, :, None]).sum(1) for w in corner])
