"""Lashes and the dark line at their roots; both ride on the lids' helper strips."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from . import mesh
from .body import Body
from .nodes import move_strands, plain, strands

PER_FACE = 6
KNOTS = 5
JITTER = .003


class Lashes:
    """roots: (n, 4) body vertices of each strip face: root and tip on one side, root and tip on the other.

    grown: (m, 4) those of the face on which each hair stands; broad faces bear more of them.
    """

    def __init__(self, body: Body, looks: dict[str, Any]) -> None:
        rng = np.random.default_rng(7)
        self.length, self.lift = looks.get("lash_len", .5), looks.get("lash_up", .030)
        self.roots = [strip(body, f"helper-{side}-eyelashes-2") for side in "lr"]
        self.grown = [r[rng.choice(len(r), len(r) * PER_FACE, p=breadth(body.rest[r]))] for r in self.roots]
        self.along = [rng.random((len(g), 1)) for g in self.grown]
        self.jitter = [rng.normal(0, JITTER, (len(g), 1, 3)) for g in self.grown]
        radii = [
            np.concatenate([np.tile(np.linspace(.0011, .0003, KNOTS), (a.size, 1)),
                            np.full((len(r), KNOTS), looks.get("liner", .0028))])
            for a, r in zip(self.along, self.roots, strict=True)]
        material = plain("lash", "#120c0a")
        self.thing = strands("lash", self.points(body.rest), np.concatenate(radii), material)

    def points(self, body: np.ndarray) -> np.ndarray:
        """Strands (n, KNOTS, 3) on a posed body."""
        out = []
        for roots, grown, along, jitter in zip(self.roots, self.grown, self.along, self.jitter, strict=True):
            out += [self.hairs(body[grown], along[..., None], jitter), liner(body[roots])]
        return np.concatenate(out)

    def hairs(self, strip_points: np.ndarray, along: np.ndarray, jitter: np.ndarray) -> np.ndarray:
        """Quadratic curves from the lid, out and up, longest at the outer corner."""
        root, tip = (strip_points[:, [k]] * (1 - along) + strip_points[:, [k + 2]] * along for k in (0, 1))
        reach = (tip - root) * self.length
        middle_x = strip_points[:, 0].mean(0)[0]
        outward = np.abs(root[..., :1]) - abs(middle_x)
        flare = np.concatenate(
            [np.sign(middle_x) * (.10 * outward + .006), 0 * outward, np.full_like(outward, self.lift)], -1)
        end = root + reach + flare * self.length / .62 + jitter
        bend = root + reach * .75 + [0, -.008, -.004]
        u = np.linspace(0, 1, KNOTS)[:, None]
        curve = (1 - u) ** 2 * root[:, :, None] + 2 * u * (1 - u) * bend[:, :, None] + u * u * end[:, :, None]
        return np.asarray(curve.reshape(-1, KNOTS, 3))

    def move(self, body: np.ndarray) -> None:
        move_strands(self.thing, self.points(body))


def breadth(strip_points: np.ndarray) -> np.ndarray:
    """(n,) each face's share of the lid."""
    wide = np.linalg.norm(strip_points[:, 2] - strip_points[:, 0], axis=1)
    return np.asarray(wide / wide.sum())


def liner(strip_points: np.ndarray) -> np.ndarray:
    u = np.linspace(-.15, 1.15, KNOTS)[None, :, None]
    return strip_points[:, [0]] * (1 - u) + strip_points[:, [2]] * u


def strip(body: Body, group: str) -> np.ndarray:
    """(n, 4): for each face its two edges from the lid outwards, as root, tip, root, tip."""
    faces = body.faces(group)
    vertices = body.vertices(group)
    gap = cKDTree(body.rest[: mesh.BODY_VERTICES]).query(body.rest[vertices])[0]
    distance = dict(zip(vertices.tolist(), gap, strict=True))
    out = []
    for face in faces:
        inner = set(sorted(face, key=distance.__getitem__)[:2])
        edges = [(a, b) if a in inner else (b, a) for a, b in zip(face, face[1:] + face[:1], strict=True)
                 if (a in inner) != (b in inner)]
        if len(edges) == 2:
            out.append([*edges[0], *edges[1]])
    return np.array(out)
