"""Lashes and the dark line at their roots; both ride on the lids' helper strips."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from .body import Body
from .nodes import move_strands, plain, strands

# Of MakeHuman's strip for the upper lashes on the left: vertices at the lid from the outer corner to the inner one,
# and those at its far edge.
LID = (14786, 14787, 14788, 14789, 14790, 14791, 14795, 14794, 14775, 14774, 14773, 14769)
EDGE = (14847, 14851, 14850, 14845, 14844, 14849, 14848, 14846, 14854, 14843, 14842, 14852)
HAIRS = 150  # of each eye
KNOTS = 5
JITTER = .004


class Lashes:
    """roots: (n, 4) body vertices of each column of the strip: root and tip on one side, root and tip on the other.

    grown: (m, 4) those of the column on which each hair stands; broad ones bear more of them.
    """

    def __init__(self, body: Body, looks: dict[str, Any]) -> None:
        rng = np.random.default_rng(7)
        self.length, self.lift = looks.get("lash_len", .6), looks.get("lash_up", .02)
        self.roots = [columns(body, side) for side in (1, -1)]
        self.grown = [r[rng.choice(len(r), HAIRS, p=breadth(body.rest[r]))] for r in self.roots]
        self.along = [rng.random((HAIRS, 1)) for _ in self.grown]
        self.jitter = [rng.normal(0, JITTER, (HAIRS, 1, 3)) for _ in self.grown]
        radii = [
            np.concatenate([np.tile(np.linspace(.0011, .0003, KNOTS), (HAIRS, 1)),
                            np.full((len(r), KNOTS), looks.get("liner", .0022))])
            for r in self.roots]
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
            [np.sign(middle_x) * (.16 * outward + .004), 0 * outward, np.full_like(outward, self.lift)], -1)
        end = root + reach + flare * self.length + jitter
        bend = root + reach * .6 + [0, -.008, -.004]
        u = np.linspace(0, 1, KNOTS)[:, None]
        curve = (1 - u) ** 2 * root[:, :, None] + 2 * u * (1 - u) * bend[:, :, None] + u * u * end[:, :, None]
        return np.asarray(curve.reshape(-1, KNOTS, 3))

    def move(self, body: np.ndarray) -> None:
        move_strands(self.thing, self.points(body))


def breadth(strip_points: np.ndarray) -> np.ndarray:
    """(n,) each column's share of the lid."""
    wide = np.linalg.norm(strip_points[:, 2] - strip_points[:, 0], axis=1)
    return np.asarray(wide / wide.sum())


def liner(strip_points: np.ndarray) -> np.ndarray:
    u = np.linspace(-.15, 1.15, KNOTS)[None, :, None]
    return strip_points[:, [0]] * (1 - u) + strip_points[:, [2]] * u


def columns(body: Body, side: int) -> np.ndarray:
    """(11, 4) vertices of the left strip (1) or of its mirror image (-1): lid and edge on one side, then the other."""
    rows = np.array([LID, EDGE])
    if side < 0:
        strip = body.vertices("helper-r-eyelashes-2")
        rows = strip[cKDTree(body.rest[strip]).query(body.rest[rows] * [-1, 1, 1])[1]]
    return np.concatenate([rows[:, :-1], rows[:, 1:]]).T
