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
SHOULDER_DOWN, ARM_DOWN = 15., 30.  # degrees below MakeHuman's pose
LEAN_ARMS = {f"arms/{side}-upperarm-{part}-decr": share for side in "lr"
             for part, share in (("shoulder-muscle", .5), ("scale-horiz", .5), ("scale-depth", .4))}
NECK_SHARES = {"neck01": .25, "neck02": .5, "neck03": .8}


class Body:
    """rest: (19158, 3) dm without expression; follow: (19158,) share of the head's motion."""

    def __init__(self, looks: dict[str, Any]) -> None:
        self.base = mesh.base_mesh()
        self.rest = mesh.to_blender(proportions(looks))
        self.follow = head_shares()
        self._neighbours = self._cloth_neighbours()
        self.neck, self.head = self.joint("neck"), self.joint("head")
        self.raised, self.down = self.rest, (looks.get("shoulder", SHOULDER_DOWN), looks.get("arm", ARM_DOWN))
        self.rest = self.lowered(1.)
        self.follow = self._spread(self.follow)

    def joint(self, name: str) -> np.ndarray:
        """Centre of a joint's helper cube."""
        return np.asarray(self.rest[self.vertices(f"joint-{name}")].mean(0))

    def vertices(self, group: str) -> np.ndarray:
        return np.unique([v for face, _ in self.base.groups[group] for v in face])

    def faces(self, group: str) -> list[mesh.Face]:
        return [face for face, _ in self.base.groups[group]]

    def lowered(self, share: float) -> np.ndarray:
        """(19158, 3) dm: at rest, with shoulders and arms down by `share` of the way from MakeHuman's pose."""
        points = self.raised
        for joint, bones, degrees in zip(("clavicle", "shoulder"), (SHOULDER_BONES, ARM_BONES), self.down, strict=True):
            points = self._turned_down(points, joint, bones, np.radians(degrees) * share)
        return points

    def _turned_down(self, points: np.ndarray, joint: str, bones: tuple[str, ...], angle: float) -> np.ndarray:
        """What hangs on the joint of either side, turned down by `angle` radians."""
        for side, sign in (("l", 1), ("r", -1)):
            share = np.zeros(len(points))
            for bone, weight in mesh.bone_weights().items():
                if bone.endswith("." + side.upper()) and bone.startswith(bones):
                    share += weight
            share = self._spread(share)[:, None]
            centre = points[self.vertices(f"joint-{side}-{joint}")].mean(0)
            turned = (points - centre) @ mesh.rotation("y", sign * angle).T + centre
            points = points * (1 - share) + turned * share
        return points

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
    for name, weight in (LEAN_ARMS | looks.get("details", {})).items():
        add(name, weight)
    return points


def builds(muscle: float, weight: float) -> list[tuple[str, float]]:
    """Shares of MakeHuman's muscle and weight targets; both run from -1 to 1."""
    muscles = (("average", 1 - abs(muscle)), ("max", max(muscle, 0)), ("min", max(-muscle, 0)))
    weights = (("average", 1 - abs(weight)), ("max", max(weight, 0)), ("min", max(-weight, 0)))
    return [(f"{m}muscle-{w}weight", ms * ws) for m, ms in muscles for w, ws in weights]
