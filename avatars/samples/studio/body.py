"""One person's body: proportions from MakeHuman's targets, arms lowered, face driven by face units."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from . import mesh

ANCESTRIES = ("caucasian", "african", "asian")
HEAD_BONES = ("tongue", "eye", "oculi", "orbicularis", "levator", "oris", "risorius", "special", "temporalis")
ARM_BONES = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
SHOULDER_BONES = ("clavicle", "shoulder", *ARM_BONES)
NECK_SHARES = {"neck01": .25, "neck02": .5, "neck03": .8}


class Body:
    """rest: (19158, 3) dm without expression; follow: (19158,) share of the head's motion."""

    def __init__(self, looks: dict[str, Any]) -> None:
        self.base = mesh.base_mesh()
        self.rest = mesh.to_blender(proportions(looks))
        self.follow = head_shares()
        self._neighbours = self._cloth_neighbours()
        self.neck, self.head = self.joint("neck"), self.joint("head")
        self.lower("clavicle", SHOULDER_BONES, np.radians(looks.get("shoulder", 0)))
        self.lower("shoulder", ARM_BONES, np.radians(looks.get("arm", 46)))
        self.follow = self._spread(self.follow)

    def joint(self, name: str) -> np.ndarray:
        """Centre of a joint's helper cube."""
        return np.asarray(self.rest[self.vertices(f"joint-{name}")].mean(0))

    def vertices(self, group: str) -> np.ndarray:
        return np.unique([v for face, _ in self.base.groups[group] for v in face])

    def faces(self, group: str) -> list[mesh.Face]:
        return [face for face, _ in self.base.groups[group]]

    def lower(self, joint: str, bones: tuple[str, ...], angle: float) -> None:
        """Turns what hangs on the joint of either side down by `angle` radians."""
        for side, sign in (("l", 1), ("r", -1)):
            share = np.zeros(len(self.rest))
            for bone, weight in mesh.bone_weights().items():
                if bone.endswith("." + side.upper()) and bone.startswith(bones):
                    share += weight
            share = self._spread(share)[:, None]
            centre = self.joint(f"{side}-{joint}")
            turned = (self.rest - centre) @ mesh.rotation("y", sign * angle).T + centre
            self.rest = self.rest * (1 - share) + turned * share

    def _cloth_neighbours(self) -> tuple[np.ndarray, np.ndarray]:
        cloth = self.vertices("helper-tights")
        return cloth, cKDTree(self.rest[: mesh.BODY_VERTICES]).query(self.rest[cloth], k=4)[1]

    def _spread(self, share: np.ndarray) -> np.ndarray:
        """Clothes have no weights of their own: they take those of the skin under them."""
        cloth, near = self._neighbours
        out = share.copy()
        out[cloth] = share[near].mean(1)
        return out

    def face(self, weights: dict[str, float]) -> np.ndarray:
        """(19158, 3) dm under face-unit weights; linear in them."""
        points = self.rest.copy()
        for name, weight in weights.items():
            if abs(weight) > 1e-4:
                points += weight * mesh.face_unit(name)
        return points


def head_shares() -> np.ndarray:
    share = np.zeros(len(mesh.base_mesh().vertices))
    for bone, weight in mesh.bone_weights().items():
        if bone in NECK_SHARES:
            share += NECK_SHARES[bone] * weight
        elif bone in ("head", "jaw") or bone.startswith(HEAD_BONES):
            share += weight
    return np.clip(share, 0, 1)


def proportions(looks: dict[str, Any]) -> np.ndarray:
    """(19158, 3) in MakeHuman's axes: sex, age, ancestry, build, then the details named in `looks`."""
    points = mesh.base_mesh().vertices.copy()

    def add(name: str, weight: float) -> None:
        if abs(weight) > 1e-6:
            index, shift = mesh.target(name)
            points[index] += weight * shift

    male, old = looks.get("male", 0.), looks.get("old", 0.)
    for sex, sex_share in (("male", male), ("female", 1 - male)):
        for age, age_share in (("young", 1 - old), ("old", old)):
            for ancestry in ANCESTRIES:
                add(f"macrodetails/{ancestry}-{sex}-{age}", sex_share * age_share * looks.get(ancestry, 0.))
            for build, build_share in builds(looks.get("muscle", 0.), looks.get("weight", 0.)):
                add(f"macrodetails/universal-{sex}-{age}-{build}", sex_share * age_share * build_share)
    for name, weight in looks.get("details", {}).items():
        add(name, weight)
    return points


def builds(muscle: float, weight: float) -> list[tuple[str, float]]:
    """Shares of MakeHuman's muscle and weight targets; both run from -1 to 1."""
    muscles = (("average", 1 - abs(muscle)), ("max", max(muscle, 0)), ("min", max(-muscle, 0)))
    weights = (("average", 1 - abs(weight)), ("max", max(weight, 0)), ("min", max(-weight, 0)))
    return [(f"{m}muscle-{w}weight", ms * ws) for m, ms in muscles for w, ws in weights]
