"""Two rows of teeth with gums along the mesh's own dental arches, and the tongue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from . import mesh
from .body import Body
from .nodes import Material, attribute, linear, mesh_object

HALF_WIDTHS = (.043, .036, .040, .040, .040, .052)  # dm, from the middle to the back
HEIGHTS = {1: (.100, .088, .098, .084, .078, .07), -1: (.066, .066, .070, .064, .06, .055)}
HEIGHT_SHARE = .54  # of the heights is shown as half a tooth
OVERLAP = 1.10  # neighbours touch: no gap in the middle
STACKS, SIDES = 14, 20
TONGUE_LIFT = .075  # dm at the tip when it is fully out: over the lower teeth, where MakeHuman's goes through them


@dataclass(frozen=True)
class Row:
    """A built row of teeth: object, its points at rest, the mesh vertices that carry it."""

    thing: Any
    points: np.ndarray
    carriers: slice


class Arch:
    """The curve on which the teeth of one jaw stand; side is 1 for the upper, -1 for the lower."""

    def __init__(self, points: np.ndarray, side: int, looks: dict[str, Any]) -> None:
        width = np.abs(points[:, 0]).max() * .82
        front, self.back = points[:, 1].min() + .03, points[:, 1].max()
        self.side, self.z, self.lift = side, points[:, 2].min(), looks.get("teeth_low", .027)
        if side < 0:
            self.z = points[:, 2].max() - looks.get("teeth_sink", .06)
            front, width, self.lift = front + .045, width * .93, 0.
        self.front = front
        t = np.linspace(0, np.pi / 2, 200)
        self.x, self.y = width * np.sin(t), front + (self.back - front) * (1 - np.cos(t) ** .9)
        self.length = np.r_[0, np.cumsum(np.hypot(np.diff(self.x), np.diff(self.y)))]
        self.scale = self.length[-1] * .93 / (2 * sum(HALF_WIDTHS))

    def at(self, way: float) -> np.ndarray:
        return np.array([np.interp(way, self.length, self.x), np.interp(way, self.length, self.y)])


def build(body: Body, looks: dict[str, Any]) -> list[Row]:
    """Upper, then lower row."""
    enamel = material(looks)
    return [row(body.rest[part], part, side, enamel, looks)
            for side, part in ((1, mesh.UPPER_TEETH), (-1, mesh.LOWER_TEETH))]


def row(carriers: np.ndarray, part: slice, side: int, enamel: bpy.types.Material, looks: dict[str, Any]) -> Row:
    arch = Arch(carriers, side, looks)
    blocks = [gum(arch)]
    way = 0.
    for k, width in enumerate(HALF_WIDTHS):
        half = width * arch.scale
        shape = tooth(arch, way + half, half, HEIGHTS[side][k] * HEIGHT_SHARE, .028 + .012 * k)
        blocks += [(shape, grid_faces(STACKS, SIDES)),
                   (shape * [-1, 1, 1], [f[::-1] for f in grid_faces(STACKS, SIDES)])]
        way += 2 * half
    points, faces = joined(blocks)
    thing = mesh_object("teeth", points, faces, enamel)
    attribute(thing, "gum", np.arange(len(points)) < len(blocks[0][0]))
    attribute(thing, "back", .9 * mesh.smooth(arch.front + .06, arch.back - .05, points[:, 1]))
    attribute(thing, "rest", points * 3)
    return Row(thing, points, part)


def tooth(arch: Arch, middle: float, half: float, height: float, depth: float) -> np.ndarray:
    """Rounded block on the arch, narrower at the gum: ((STACKS + 1) * SIDES, 3)."""
    (x, y), ahead = arch.at(middle), arch.at(middle + .01)
    along = mesh.unit(ahead - [x, y])
    up, round_ = np.meshgrid(np.linspace(-np.pi / 2, np.pi / 2, STACKS + 1),
                             2 * np.pi * np.arange(SIDES) / SIDES, indexing="ij")

    def blunt(v: np.ndarray, power: float) -> np.ndarray:
        return np.sign(v) * np.abs(v) ** power

    across = blunt(np.cos(up), .26) * blunt(np.cos(round_), .5)
    deep = blunt(np.cos(up), .45) * blunt(np.sin(round_), .6) * depth
    high = blunt(np.sin(up), .62)
    across = across * half * OVERLAP * (1 - .06 * np.maximum(high * arch.side, 0))
    z = arch.z + arch.side * height * .98 - arch.lift + high * height
    return np.stack([x + along[0] * across - along[1] * deep,
                     y + along[1] * across + along[0] * deep + .012 * high * arch.side, z], -1).reshape(-1, 3)


def gum(arch: Arch, steps: int = 61, sides: int = 12) -> tuple[np.ndarray, list[mesh.Face]]:
    """A tube behind the necks of the teeth, scalloped between them."""
    points = []
    for u in np.linspace(-1, 1, steps):
        way = abs(u) * arch.length[-1]
        place = arch.at(way) * [np.sign(u), 1]
        out = mesh.unit(place - [0, arch.back - 1e-6])
        scallop = .006 * np.cos(way / (np.mean(HALF_WIDTHS) * arch.scale) * np.pi)
        for a in 2 * np.pi * np.arange(sides) / sides:
            points.append([*(place + out * .05 * np.cos(a) + [0, .012]),
                           arch.z + arch.side * (.150 + scallop) - arch.lift + .062 * np.sin(a)])
    return np.array(points), grid_faces(steps - 1, sides)


def grid_faces(stacks: int, sides: int) -> list[mesh.Face]:
    """Faces of a tube of stacks + 1 rings."""
    return [[i * sides + j, i * sides + (j + 1) % sides, (i + 1) * sides + (j + 1) % sides, (i + 1) * sides + j]
            for i in range(stacks) for j in range(sides)]


def joined(blocks: list[tuple[np.ndarray, list[mesh.Face]]]) -> tuple[np.ndarray, list[mesh.Face]]:
    points, faces, offset = [], [], 0
    for block, block_faces in blocks:
        points.append(block)
        faces += [[v + offset for v in face] for face in block_faces]
        offset += len(block)
    return np.concatenate(points), faces


def material(looks: dict[str, Any]) -> bpy.types.Material:
    m = Material("teeth")
    at = m.attribute("rest", "Vector")
    enamel = m.mix(linear(looks.get("teeth", "#e6ddcf")), linear("#d8ccb8"), m.ramp(m.noise(at, 9., 2.), .4, .7))
    enamel = m.mix(enamel, linear("#4a3a30"), m.attribute("back"))
    return m.surface(m.principled({
        "Base Color": m.mix(enamel, linear("#8a3a42"), m.attribute("gum")), "Roughness": .22,
        "Subsurface Weight": .25, "Subsurface Scale": .04, "Coat Weight": .35, "Coat Roughness": .12}))


def tongue(body: Body) -> tuple[Any, np.ndarray]:
    """The mesh's tongue: object and its body vertices."""
    used = body.vertices("helper-tongue")
    place = dict(zip(used.tolist(), range(len(used)), strict=True))
    m = Material("tongue")
    at = m.attribute("rest", "Vector")
    shader = m.principled({
        "Base Color": m.mix(linear("#b5595c"), linear("#c9797a"), m.noise(at, 30.)), "Roughness": .35,
        "Subsurface Weight": .4, "Subsurface Scale": .06, "Normal": m.bump(m.noise(at, 70., 2.), .3, .01)})
    faces = [[place[v] for v in face] for face in body.faces("helper-tongue")]
    thing = mesh_object("tongue", body.rest[used], faces, m.surface(shader), 2)
    attribute(thing, "rest", body.rest[used])
    return thing, used


def lifted(points: np.ndarray, out: float) -> np.ndarray:
    """The tongue's points (n, 3), their front raised with its weight `out` so that it shows between the teeth."""
    front = mesh.smooth(points[:, 1].min() + .55, points[:, 1].min() + .05, points[:, 1])
    return points + np.stack([np.zeros_like(front), np.zeros_like(front), TONGUE_LIFT * out * front], -1)
