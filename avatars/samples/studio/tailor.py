"""A garment's cloth: the body's shell made fine by Blender, draped, and creased where the camera sees it."""

from __future__ import annotations

import numpy as np

from . import mesh
from .body import Body
from .drape import STEPS, Cloth, Over, held_ends, hung, shell_faces
from .folds import SEEN, Crease, above, folded, padded
from .nodes import subdivided

LEVELS = 2  # of subdivision of the body's tight helper shell


def draped(body: Body, cloth: Cloth, over: Over | None = None) -> tuple[np.ndarray, list[mesh.Face]]:
    """(n, 3) dm and faces: cloth that lay on the body with its arms raised, after they came down."""
    used, coarse = shell_faces(body)
    skins = [subdivided(body.lowered(share)[used], coarse, LEVELS)[0] for share in np.linspace(0, 1, STEPS)]
    faces = subdivided(body.rest[used], coarse, LEVELS)[1]
    if cloth.pads:
        lift = padded(body, skins[-1], faces)
        skins = [skin + lift * step / (STEPS - 1) for step, skin in enumerate(skins)]
    return hung(skins, faces, cloth, held_ends(skins[-1], body, over)), faces


def creased(
    body: Body, points: np.ndarray, faces: list[mesh.Face], creases: tuple[Crease, ...], seed: int, deep: float,
) -> tuple[np.ndarray, list[mesh.Face]]:
    """What the camera may see of the cloth, twice as fine, with its creases `deep` times as deep."""
    points, faces = subdivided(*above(points, faces, body.neck[2] - SEEN), 1)
    return folded(body, points, faces, creases, seed, deep), faces
