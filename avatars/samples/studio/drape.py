"""Cloth draped over a body whose arms come down: position-based dynamics (Mueller et al. 2007), solved by Jacobi."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags
from scipy.spatial import cKDTree

from . import mesh
from .body import Body

DEEP, WIDE = 2.3, 3.  # dm below the neck and to the side: as far as cloth is made
STEPS, ROUNDS, LAST = 12, 14, 120  # poses of the arms, rounds of the solver in each, and in the last
Over = Callable[[np.ndarray], np.ndarray]  # dm that points (n, 3) lie beyond a cloth's edge
SHEAR, DAMP, FRICTION = .35, .9, .5


@dataclass(frozen=True)
class Cloth:
    """How a garment hangs.

    ease: share by which it is longer than the body; off: dm from the skin; bend: stiffness 0..1; fall: dm a round;
    pads: whether its shoulders are padded.
    """

    ease: float = .08
    off: float = .05
    bend: float = .06
    fall: float = .002
    pads: bool = False


def shell_faces(body: Body) -> tuple[np.ndarray, list[mesh.Face]]:
    """The helper shell's vertices in use, and its faces by their places among them."""
    low = body.neck[2] - DEEP
    faces = [f for f in body.faces("helper-tights")
             if body.rest[f][:, 2].min() > low and np.abs(body.rest[f][:, 0]).max() < WIDE]
    return mesh.part(len(body.rest), faces)


class Springs:
    """Edges and diagonals of quads as distances to be kept, `ease` longer than at rest."""

    def __init__(self, rest: np.ndarray, faces: list[mesh.Face], ease: float) -> None:
        quads = mesh.as_quads(faces)
        sides = np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)])
        sides = np.unique(np.sort(sides, 1), axis=0)
        across = np.concatenate([quads[:, [0, 2]], quads[:, [1, 3]]])
        pairs = np.concatenate([sides, across])
        n = len(rest)
        stiff = np.r_[np.ones(len(sides)), np.full(len(across), SHEAR)]
        row = np.arange(len(pairs))
        self.ends = csr_matrix(
            (np.r_[np.ones(len(pairs)), -np.ones(len(pairs))], (np.r_[row, row], pairs.T.ravel())), (len(pairs), n))
        self.length = np.linalg.norm(self.ends @ rest, axis=1) * (1 + ease)
        weight = np.bincount(pairs.T.ravel(), np.r_[stiff, stiff], n)
        self.back = (diags(1 / weight) @ self.ends.T @ diags(stiff)).tocsr()
        links = csr_matrix((np.ones(2 * len(sides)), (sides.T.ravel(), sides[:, ::-1].T.ravel())), (n, n))
        self.mean = diags(1 / np.asarray(links.sum(1)).ravel()) @ links

    def kept(self, x: np.ndarray, bend: float) -> np.ndarray:
        """One round: distances kept, and what is bent straightened (bi-Laplacian)."""
        gap = self.ends @ x
        long = np.linalg.norm(gap, axis=1)
        x = x - self.back @ (gap * (.5 * (1 - self.length / np.maximum(long, 1e-9)))[:, None])
        bent = self.mean @ x - x
        return x - bend * .5 * (self.mean @ bent - bent)


def hung(skins: list[np.ndarray], faces: list[mesh.Face], cloth: Cloth, held: np.ndarray) -> np.ndarray:
    """(n, 3) dm: cloth that lay on the first of the skins (n, 3) each, after they moved to the last.

    faces: of all skins; held: (n, 1) 0..1 how firmly the cloth keeps its place on the skin.
    """
    springs = Springs(skins[0], faces, cloth.ease)
    x = skins[0] + mesh.vertex_normals(skins[0], faces) * cloth.off
    before = x.copy()
    for step, skin in enumerate(skins):
        out = mesh.vertex_normals(skin, faces)
        tree = cKDTree(skin)
        if step:
            x = x + (skin - skins[step - 1])
            before = before + (skin - skins[step - 1])
        for turn in range(LAST if step == len(skins) - 1 else ROUNDS):
            x, before = x + DAMP * (x - before) - [0, 0, cloth.fall], x
            for _ in range(2):
                x = springs.kept(x, cloth.bend)
            if turn % 4 == 0:
                near = tree.query(x)[1]
            deep = cloth.off - ((x - skin[near]) * out[near]).sum(1)
            hit = (deep > 0)[:, None]
            x = x + out[near] * np.maximum(deep, 0)[:, None]
            before = np.where(hit, before + FRICTION * (x - before), before)
            x = x + held * (skin + out * cloth.off - x)
    return np.asarray(x)


def held_ends(points: np.ndarray, body: Body, over: Over | None) -> np.ndarray:
    """(n, 1) 0..1: where the cloth is held: its lower end, and at the neckline and above it."""
    z = points[:, 2] - body.neck[2]
    high = mesh.smooth(-.12, -.02, over(points)) if over else mesh.smooth(-.15, .1, z)
    return np.maximum(mesh.smooth(-DEEP + .5, -DEEP + .2, z), high)[:, None]
