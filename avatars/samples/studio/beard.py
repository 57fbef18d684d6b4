"""A short beard and moustache: hairs that stand on the moving skin."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import mesh, skin
from .body import Body
from .brows import nearest_triangles, surface_frames
from .nodes import hair_material, move_strands, strands
from .skin import Places

KNOTS = 5
FULL = .5  # of the mask: full density from here on


class Beard:
    """looks["beard"]: count, length (dm), col, grey (share)."""

    def __init__(self, body: Body, at: Places, looks: dict[str, Any]) -> None:
        rng, trim = np.random.default_rng(9), looks["beard"]
        roots, normals = grown(rng, body, at, trim.get("count", 5000))
        drawn = combed(rng, roots, normals, trim.get("length", .13))
        self.triangles = nearest_triangles(body, roots)
        origin, axes = surface_frames(body.rest, self.triangles)
        self.local = np.einsum("nji,nkj->nki", axes, drawn - origin[:, None])
        material = hair_material("beard", trim.get("col", looks["hair_col"]), .6, trim.get("grey", 0.))
        self.thing = strands("beard", drawn, np.linspace(.0017, .0006, KNOTS), material)

    def move(self, body: np.ndarray) -> None:
        """Follows the skin of a posed body (19158, 3)."""
        origin, axes = surface_frames(body, self.triangles)
        move_strands(self.thing, origin[:, None] + np.einsum("nij,nkj->nki", axes, self.local))


def grown(rng: np.random.Generator, body: Body, at: Places, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Roots (n, 3) and normals (n, 3), denser where the beard is full."""
    ears = skin.painted(body, "ears")
    faces = [f for f in body.faces("body") if body.rest[f][:, 2].mean() > at.lip_z - 1.2 and not ears[f].any()]
    quads = mesh.as_quads(faces)
    corners = body.rest[quads]
    shown = skin.beard(corners.mean(1), at.lip_z) > .05
    quads, corners = quads[shown], corners[shown]
    area = np.linalg.norm(np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]), axis=1)
    chosen = rng.choice(len(quads), count * 2, p=area / area.sum())
    u, v = rng.random((2, count * 2, 1))
    share = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], 1)
    normals = mesh.vertex_normals(body.rest, body.faces("body"))
    points = (corners[chosen] * share).sum(1)
    kept = rng.random(len(points)) < skin.beard(points, at.lip_z) / FULL
    return points[kept][:count], mesh.unit((normals[quads[chosen]] * share).sum(1))[kept][:count]


def combed(rng: np.random.Generator, roots: np.ndarray, normals: np.ndarray, length: float) -> np.ndarray:
    """Hairs (n, KNOTS, 3) that leave the skin and fall along it, each a little its own way."""
    n, w = len(roots), np.linspace(0, 1, KNOTS)[None, :, None]
    fall = rng.normal(0, .35, (n, 3)) + np.array([0, -.15, -1.])
    fall = mesh.unit(fall - (fall * normals).sum(1, keepdims=True) * normals)
    reach = length * rng.uniform(.6, 1.1, (n, 1, 1))
    return np.asarray(roots[:, None] + reach * (normals[:, None] * (.75 * w - .3 * w**2) + fall[:, None] * w**1.4 * .8))
