"""Eyebrows: hairs laid on the forehead and bound to the skin under them."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import cKDTree

from . import mesh
from .body import Body
from .nodes import hair_material, move_strands, strands
from .skin import Places

KNOTS = 6
BREADTH = (0, .25, .6, 1), (.46, 1, .72, .14)  # along the brow from the nose, of its greatest


class Brows:
    def __init__(self, body: Body, at: Places, looks: dict[str, Any]) -> None:
        drawn = laid(body, at, looks)
        self.triangles = nearest_triangles(body, drawn[:, 0])
        origin, axes = surface_frames(body.rest, self.triangles)
        self.local = np.einsum("nji,nkj->nki", axes, drawn - origin[:, None])
        material = hair_material("brow", looks.get("brow_col", looks["hair_col"]), .6)
        radii = np.linspace(.0024, .0006, KNOTS) * looks.get("brow_w", 1.)
        self.thing = strands("brow", drawn, radii, material)

    def move(self, body: np.ndarray) -> None:
        """Follows the skin of a posed body (19158, 3)."""
        origin, axes = surface_frames(body, self.triangles)
        move_strands(self.thing, origin[:, None] + np.einsum("nij,nkj->nki", axes, self.local))


def laid(body: Body, at: Places, looks: dict[str, Any]) -> np.ndarray:
    """Hairs (2 n, KNOTS, 3) of both brows: dense along the middle, thinning out to all edges."""
    rng = np.random.default_rng(7)
    n = looks.get("brow_n", 380)
    u, across = along(rng, n), np.clip(rng.normal(0, .55, n), -1.4, 1.4)
    x = at.eye[0] - .185 + u * looks.get("brow_len", .44) + rng.normal(0, .012, n)
    arch = looks.get("brow_arch", .055) * np.sin(np.clip(u * 1.12, 0, 1) * np.pi * .78) - .035 * u**3
    thick = looks.get("brow_th", .03) * np.interp(u, *BREADTH)
    z = at.eye[2] + looks.get("brow_h", .17) + arch + across * thick
    length = .085 * np.interp(u, [0, .2, .8, 1], [.5, 1, .95, .7]) * rng.uniform(.55, 1.25, n)
    way_x = np.interp(u, [0, .15, .5, 1], [.15, .65, .95, 1.])
    way_z = np.interp(u, [0, .15, .5, 1], [.75, .66, .22, -.32]) - across * .35
    w = np.linspace(0, 1, KNOTS)
    xs = x[:, None] + w * (length * way_x)[:, None] + rng.normal(0, .010, (n, 1)) * w
    zs = z[:, None] + w * (length * way_z * .62)[:, None]
    depth = forehead(body, at)
    both = []
    for side in (1, -1):
        ys = depth(side * xs, zs)
        ys = np.where(np.isnan(ys), np.nanmean(ys), ys) - .010
        ys -= .020 * np.sin(w * np.pi) * rng.uniform(.4, 1.2, (n, 1))
        both.append(np.stack([side * xs, ys, zs], -1))
    return np.concatenate(both)


def along(rng: np.random.Generator, n: int) -> np.ndarray:
    """(n,) places from the inner end, 0, to the outer one, 1: as many hairs as the brow is broad there."""
    at = np.linspace(0, 1, 101)
    share = np.cumsum(np.interp(at, *BREADTH) * np.interp(at, [0, .12, 1], [.45, 1, 1]))
    return np.interp(rng.random(n), share / share[-1], at)


def forehead(body: Body, at: Places) -> LinearNDInterpolator:
    """y of the skin over x and z."""
    p = body.rest[: mesh.BODY_VERTICES]
    front = p[(p[:, 1] < -.55) & (p[:, 2] > at.eye[2] - .1) & (p[:, 2] < at.eye[2] + .7)]
    return LinearNDInterpolator(front[:, [0, 2]], front[:, 1])


def nearest_triangles(body: Body, points: np.ndarray) -> np.ndarray:
    """(n, 3) body vertices of the skin triangle nearest to each point."""
    quads = np.array([f for f in body.faces("body") if len(f) == 4])
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    middles = body.rest[triangles].mean(1)
    head = middles[:, 2] > body.neck[2] + .3
    return np.asarray(triangles[head][cKDTree(middles[head]).query(points)[1]])


def surface_frames(body: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Middle (n, 3) and axes (n, 3, 3), columns along, across and out of the surface."""
    a, b, c = (body[triangles[:, k]] for k in range(3))
    out, along = mesh.unit(np.cross(b - a, c - a)), mesh.unit(b - a)
    return (a + b + c) / 3, np.stack([along, np.cross(out, along), out], -1)
