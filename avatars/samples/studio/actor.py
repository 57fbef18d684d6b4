"""A presenter in Blender: everything built once, then moved by face units and gaze for each picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import mathutils
import numpy as np

from . import clothes, eyes, glasses, hair, mesh, scarf, skin, stage, teeth
from .beard import Beard
from .body import Body
from .brows import Brows
from .flow import turn
from .lashes import Lashes
from .nodes import move_points, move_strands

FULL_GAZE = .45  # radians at which the lids' gaze units reach 1
HAIR_SHARE = 6  # every sixth strand carries the picture's motion


class Actor:
    """looks: the table of that name in a person's file; size: pixels of a whole picture, either way."""

    def __init__(self, looks: dict[str, Any], threads: int = 2, size: int = stage.SIZE) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.looks, self.size, self.neutral = looks, size, dict(looks.get("neutral", {}))
        self.body = Body(looks)
        self.places, self.at_rest = skin.places(self.body, looks), self.face({})
        self.skin, self.skin_vertices = skin.build(self.body, self.places, looks)
        self.eyes = eyes.build(self.body, looks)
        self.teeth = teeth.build(self.body, looks)
        self.tongue, self.tongue_vertices = teeth.tongue(self.body)
        self.lashes, self.brows = Lashes(self.body, looks), Brows(self.body, self.places, looks)
        self.hair = hair.build(self.body, self.places, looks)
        self.beard = Beard(self.body, self.places, looks) if "beard" in looks else None
        self.clothes = clothes.build(self.body, looks["cloth"])
        if "scarf" in looks:
            self.clothes += scarf.build(self.body, self.places, looks["scarf"])
        if "glasses" in looks:
            self.clothes += glasses.build(self.body, self.places, looks["glasses"])
        self.camera = stage.build(self.places, looks, threads, size)

    # ---- motion

    def face(self, weights: dict[str, float]) -> np.ndarray:
        """(19158, 3) dm: the neutral face with these weights added."""
        return self.body.face({
            name: self.neutral.get(name, 0.) + weights.get(name, 0.) for name in {*self.neutral, *weights}})

    def set(self, weights: dict[str, float], gaze: tuple[float, float] = (0., 0.), yaw: float = 0.) -> None:
        """gaze: radians to the person's left and up; yaw: of the head, radians to the person's left."""
        face = self.face({**weights, **lid_gaze(*gaze)})
        points = self.turned(face, self.body.follow, yaw)
        move_points(self.skin, points[self.skin_vertices])
        move_points(self.tongue, teeth.lifted(points[self.tongue_vertices], weights.get("tongueOut", 0.)))
        self.lashes.move(points)
        self.brows.move(points)
        if self.beard:
            self.beard.move(points)
        place = np.eye(4)
        place[:3, :3] = mesh.rotation("z", yaw + gaze[0]) @ mesh.rotation("x", gaze[1])
        for eye, centre in self.eyes:
            place[:3, 3] = self.turned(centre[None], np.ones(1), yaw)[0]
            eye.matrix_world = mathutils.Matrix(place.tolist())
        for row in self.teeth:
            move_points(row.thing, carried(row.points, self.body.rest[row.carriers], points[row.carriers]))
        self.move_worn(face - self.at_rest, yaw)

    def move_worn(self, shift: np.ndarray, yaw: float) -> None:
        """Hair, clothes and glasses: with the skin, which moved by `shift` (19158, 3) dm, and the head's turn."""
        if self.hair:
            follow = self.hair.follow.ravel()
            move_strands(self.hair.thing, self.turned(self.hair.points.reshape(-1, 3), follow, yaw))
        for garment in self.clothes:
            points = garment.over(shift)
            if garment.follow is not None:
                points = self.turned(points, garment.follow, yaw)
            move_points(garment.thing, points)

    def turned(self, points: np.ndarray, follow: np.ndarray, yaw: float) -> np.ndarray:
        """(n, 3) dm: points turned about the neck by their share (n,) of `yaw`."""
        return turn(points - self.body.neck, follow * yaw, 1, 0) + self.body.neck

    # ---- pictures

    def render(self, file: Path, box: list[int] | None, samples: int, percent: int = 100) -> None:
        """PNG with alpha of the whole frame, or of `box` (x0, y0, x1, y1) in its pixels."""
        scene = bpy.context.scene
        scene.cycles.samples, scene.render.resolution_percentage = samples, percent
        scene.render.use_border = scene.render.use_crop_to_border = box is not None
        if box is not None:
            x0, y0, x1, y1 = (v / self.size for v in box)
            scene.render.border_min_x, scene.render.border_max_x = x0, x1
            scene.render.border_min_y, scene.render.border_max_y = 1 - y1, 1 - y0
        scene.render.filepath = str(file)
        bpy.ops.render.render(write_still=True)

    def project(self, points: np.ndarray) -> np.ndarray:
        return stage.project(self.camera, points, self.size)

    # ---- what the mesh knows about the picture

    def front_skin(self) -> np.ndarray:
        """(19158,) bool: skin that the camera sees at rest."""
        points = self.face({})
        facing = mesh.vertex_normals(points, self.body.faces("body"))[:, 1] < -.1
        seen = np.zeros(len(points), bool)
        seen[self.skin_vertices] = True
        seen &= facing & (points[:, 1] < -.35)
        cells = [tuple(cell) for cell in (self.project(points) * 85 // self.size).astype(int)]
        nearest: dict[tuple[int, ...], float] = {}
        for vertex in np.where(seen)[0]:
            nearest[cells[vertex]] = min(nearest.get(cells[vertex], np.inf), points[vertex, 1])
        for vertex in np.where(seen)[0]:
            seen[vertex] = points[vertex, 1] < nearest[cells[vertex]] + .12
        return seen

    def inner_lips(self) -> tuple[int, int]:
        """The middle vertices of the upper and the lower inner lip."""
        rest, open_ = self.body.rest, self.face({"jawOpen": .6})
        drop = -mesh.face_unit("jawOpen")[:, 2]
        off, ahead = np.abs(rest[:, 2] - self.places.lip_z), rest[:, 1]
        middle = np.abs(rest[:, 0]) < .02
        middle[mesh.BODY_VERTICES :] = False
        middle &= (off < .35) & (ahead < ahead[middle & (off < .1)].min() + .4)  # no neck under a hanging chin
        upper = np.where(middle & (drop < .05) & (rest[:, 2] < self.places.nose[2] - .1))[0]
        lower = np.where(middle & (drop > .10))[0]
        return int(upper[open_[upper, 2].argmin()]), int(lower[open_[lower, 2].argmax()])

    def teeth_marks(self) -> list[int]:
        """Four front vertices of each row of teeth."""
        marks = []
        for part in (mesh.UPPER_TEETH, mesh.LOWER_TEETH):
            row = self.body.rest[part]
            front = np.where(row[:, 1] < row[:, 1].min() + .12)[0]
            marks += [part.start + int(front[np.abs(row[front, 0] - x).argmin()]) for x in (-.12, -.04, .04, .12)]
        return marks

    def moving_points(self) -> tuple[np.ndarray, np.ndarray]:
        """Points (n, 3) of skin, hair and clothes, the skin's first, and their share (n,) of the head's motion."""
        points, follow = [self.face({})[self.skin_vertices]], [self.body.follow[self.skin_vertices]]
        if self.hair:
            points.append(self.hair.points[::HAIR_SHARE].reshape(-1, 3))
            follow.append(self.hair.follow[::HAIR_SHARE].ravel())
        for garment in self.clothes:
            points.append(garment.points)
            follow.append(np.zeros(len(garment.points)) if garment.follow is None else garment.follow)
        return np.concatenate(points), np.concatenate(follow)


def lid_gaze(left: float, up: float) -> dict[str, float]:
    """The lids follow the eyes: weights for a gaze in radians."""
    x, y = min(1., abs(left) / FULL_GAZE), min(1., abs(up) / FULL_GAZE)
    out = dict.fromkeys(("eyeLookUpLeft", "eyeLookUpRight") if up > 0 else ("eyeLookDownLeft", "eyeLookDownRight"), y)
    sides = ("eyeLookOutLeft", "eyeLookInRight") if left > 0 else ("eyeLookInLeft", "eyeLookOutRight")
    return {**out, **dict.fromkeys(sides, x)}


def carried(points: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Points moved as a rigid body by the best turn and shift from `before` to `after` (Kabsch 1976)."""
    a, b = before.mean(0), after.mean(0)
    u, _, vt = np.linalg.svd((before - a).T @ (after - b))
    sign = np.sign(np.linalg.det(vt.T @ u.T))
    return np.asarray((points - a) @ (vt.T @ np.diag([1, 1, sign]) @ u.T).T + b)
