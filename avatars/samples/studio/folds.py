"""Folds that a garment draws: creases from the armpits, swags under the neck, and a jacket's padded shoulders."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from . import mesh
from .body import Body

# Each crease: from and to (x in widths of the shoulders, dm over the neck), bow, width and height in dm.
Crease = tuple[float, float, float, float, float, float, float]
SOFT: tuple[Crease, ...] = (
    (.96, -1.40, .30, -.46, .08, .100, .100), (1.0, -1.30, .52, -.24, .06, .090, .085),
    (.98, -1.10, .76, -.26, .02, .080, .055), (.90, -1.60, .06, -.94, .10, .105, .100),
    (1.00, -1.30, 1.12, -.60, -.05, .085, .035), (1.03, -1.45, 1.22, -.90, -.05, .085, .030),
    (.56, -.66, -.16, -.58, .14, .090, .040),
)
CRISP: tuple[Crease, ...] = (
    (.96, -1.35, .62, -.45, .03, .085, .036), (1.02, -1.30, 1.17, -.60, -.03, .080, .050),
    (1.05, -1.45, 1.30, -.85, -.02, .080, .050),
)
UNDER: tuple[Crease, ...] = ((.08, -.50, .20, -1.6, .03, .09, .03), (.26, -.45, .34, -1.6, -.03, .09, .03))
SEEN = 1.5  # dm below the neck
JITTER = .05  # dm by which the two sides differ
INNER, PAD, HEAD = .8, .10, .10  # dm: pads begin off the middle, lift the shoulder's end, end beyond the joint


def folded(
    body: Body, points: np.ndarray, faces: list[mesh.Face], creases: tuple[Crease, ...], seed: int, deep: float,
) -> np.ndarray:
    """(n, 3) dm: the cloth with creases on its front, `deep` times as high as they are described."""
    out = mesh.vertex_normals(points, faces)
    rng = np.random.default_rng(seed)
    height = np.zeros(len(points))
    for side in (1, -1):
        for crease in creases:
            height += ridge(body, points * [side, 1, 1], crease, rng)
    return points + out * (deep * height * mesh.smooth(.05, -.35, out[:, 1]))[:, None]


def above(points: np.ndarray, faces: list[mesh.Face], low: float) -> tuple[np.ndarray, list[mesh.Face]]:
    """What lies higher than `low`."""
    used, faces = mesh.part(len(points), [face for face in faces if points[face, 2].max() > low])
    return points[used], faces


def ridge(body: Body, points: np.ndarray, crease: Crease, rng: np.random.Generator) -> np.ndarray:
    """(n,) dm: a round ridge with a narrow valley beneath it, along a bowed line seen from the front."""
    x0, z0, x1, z1, bow, width, high = crease
    scale = body.joint("l-shoulder")[0]
    ends = np.array([[x0 * scale, z0], [x1 * scale, z1]]) + rng.normal(0, JITTER, (2, 2))
    t = np.linspace(0, 1, 60)[:, None]
    along = ends[1] - ends[0]
    across = np.array([-along[1], along[0]]) / np.hypot(*along)
    line = ends[0] + t * along + across * (bow * np.sin(np.pi * t))
    flat = points[:, [0, 2]] - [0, body.neck[2]]
    near = cKDTree(line).query(flat)[1]
    off = ((flat - line[near]) @ across) / width
    part = near / (len(t) - 1)
    taper = mesh.smooth(0, .25, part) * mesh.smooth(1, .5, part) ** .7
    return high * rng.uniform(1., 1.4) * taper * (np.exp(-off**2) - .7 * np.exp(-(((off + 1.25) / .6) ** 2)))


def padded(body: Body, skin: np.ndarray, faces: list[mesh.Face]) -> np.ndarray:
    """(n, 3) dm: how far pads lift the shoulders, to a nearly straight line that ends at the sleeve's head."""
    joint, out = body.joint("l-shoulder"), mesh.vertex_normals(skin, faces)
    x, ahead = np.abs(skin[:, 0]), np.abs(skin[:, 1] - joint[1])
    crest = [skin[(np.abs(x - at) < .06) & (ahead < .5), 2].max() for at in (INNER, joint[0])]
    line = np.interp(x, [INNER, joint[0] + HEAD], [crest[0], crest[1] + PAD])
    lift = np.maximum(line - skin[:, 2], 0) * mesh.smooth(.1, .6, out[:, 2]) * mesh.smooth(.75, .2, ahead)
    lift *= mesh.smooth(INNER, INNER + .2, x) * mesh.smooth(joint[0] + HEAD + .12, joint[0] + HEAD - .04, x)
    return lift[:, None] * [0, 0, 1]
