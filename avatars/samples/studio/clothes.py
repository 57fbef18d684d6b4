"""Clothes draped over the body's tight helper shell: a knitted `crew` neck, or a `blazer` over a silk top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from scipy.spatial import cKDTree

from . import mesh
from .body import Body
from .nodes import Material, attribute, linear, mesh_object

SLEEVE_OUT, SLEEVE_SLANT, SEAM = .02, .22, .022  # dm beyond the joint, dm a dm, dm half as wide
HOLDERS, HOLD = 12, (.32, .06)  # skin vertices that carry a point of cloth; not at all to fully, by the gap in dm
COLLAR_END = 2.2  # radians from the back of the neck
Mask = Callable[[Material, Any, Any, Any], Any]  # from x, y, z sockets to 1 where the cloth is cut away
Seam = Callable[[Material, Any, Any], Any]  # from x, z sockets to 1 on a seam


@dataclass(frozen=True)
class Held:
    """Cloth on a face: skin (n, k) vertices near each of its points, share (n,) of their motion that it takes."""

    skin: np.ndarray
    share: np.ndarray

    @classmethod
    def on(cls, body: Body, points: np.ndarray) -> Held:
        tree = cKDTree(body.rest[: mesh.BODY_VERTICES])
        gap, near = tree.query(points, k=HOLDERS)
        return cls(near, mesh.smooth(*HOLD, gap[:, 0]))

    def shift(self, moved: np.ndarray) -> np.ndarray:
        return np.asarray(moved[self.skin].mean(1) * self.share[:, None])


@dataclass
class Garment:
    """follow: (n,) share of the head's motion, or None for none; held: the skin that carries it, or None for none."""

    thing: Any
    points: np.ndarray
    follow: np.ndarray | None = None
    held: Held | None = None

    def over(self, shift: np.ndarray) -> np.ndarray:
        """(n, 3) dm: its points, gone with the skin under it, which moved by `shift` (19158, 3) dm."""
        return self.points + self.held.shift(shift) if self.held else self.points


@dataclass
class Cut:
    """What the parts of one outfit share: the neckline's ellipse and the shell under it."""

    body: Body
    looks: dict[str, Any]

    def __post_init__(self) -> None:
        self.rx, self.ry = self.looks.get("rx", .66), self.looks.get("ry", .72)
        self.neck = self.body.neck
        self.front = self.neck[1] - .02
        self.middle = self.front - self.looks.get("fwd", .18)

    def inside_ellipse(self, m: Material, x: Any, y: Any, z: Any, grow: float = 0., shift: float = 0.) -> Any:
        """1 within the neck hole seen from above, near the neck's height."""
        across = m.math("POWER", m.math("DIVIDE", m.math("ABSOLUTE", x), self.rx + grow), 2.)
        deep = m.math("DIVIDE", m.math("SUBTRACT", y, self.middle + shift), self.ry + grow)
        hole = m.math("GREATER_THAN", 1., m.add(across, m.math("POWER", m.math("ABSOLUTE", deep), 2.)))
        return m.times(hole, m.math("GREATER_THAN", z, self.neck[2] - 1.6))

    def seam(self, m: Material, x: Any, z: Any) -> Any:
        """1 along the seam of the sleeve, which runs inwards towards the armpit."""
        out = m.math("SUBTRACT", m.math("ABSOLUTE", x), self.body.joint("l-shoulder")[0] + SLEEVE_OUT)
        off = m.math("SUBTRACT", out, m.times(m.math("SUBTRACT", z, self.neck[2] - .5), SLEEVE_SLANT))
        return m.ramp(m.math("ABSOLUTE", off), SEAM, 0.)

    def follow(self, points: np.ndarray) -> np.ndarray:
        return .10 * mesh.smooth(self.neck[2] - .1, self.neck[2] + .5, points[:, 2])


def build(body: Body, looks: dict[str, Any]) -> list[Garment]:
    return {"crew": crew, "blazer": blazer}[looks["kind"]](Cut(body, looks))


def garment(
    name: str, points: np.ndarray, faces: list[mesh.Face], material: bpy.types.Material, subdivide: int,
    follow: np.ndarray | None = None, thickness: float = 0.,
) -> Garment:
    thing = mesh_object(name, points, faces, material)
    attribute(thing, "rest", points)
    if thickness:
        solid = thing.modifiers.new("thickness", "SOLIDIFY")
        solid.thickness, solid.offset = thickness, 0
    smooth = thing.modifiers.new("subdivide", "SUBSURF")
    smooth.levels = smooth.render_levels = subdivide
    return Garment(thing, points, follow)


# ---- the shell


def shell(body: Body, distance: float) -> tuple[np.ndarray, list[mesh.Face]]:
    """The torso's helper skin, smoothed as cloth hangs, `distance` off the body."""
    low = body.neck[2] - 3.2
    faces = [f for f in body.faces("helper-tights")
             if body.rest[f][:, 2].min() > low and np.abs(body.rest[f][:, 0]).max() < 3.2]
    used = np.unique([v for face in faces for v in face])
    place = dict(zip(used.tolist(), range(len(used)), strict=True))
    faces = [[place[v] for v in face] for face in faces]
    points = draped(body.rest[used], faces)
    return points + mesh.vertex_normals(points, faces) * distance, faces


def draped(points: np.ndarray, faces: list[mesh.Face], rounds: int = 10) -> np.ndarray:
    """Laplacian smoothing with the border held; never deeper than the body."""
    edges = [(a, b) for f in faces for a, b in zip(f, f[1:] + f[:1], strict=True)]
    uses = Counter(tuple(sorted(edge)) for edge in edges)
    border = {v for edge, count in uses.items() if count == 1 for v in edge}
    pairs = np.array(sorted({pair for a, b in edges for pair in ((a, b), (b, a))}))
    degree = np.bincount(pairs[:, 0], minlength=len(points))[:, None]
    free = np.array([v not in border for v in range(len(points))], float)[:, None]
    out = points.copy()
    for _ in range(rounds):
        total = np.zeros_like(out)
        np.add.at(total, pairs[:, 0], out[pairs[:, 1]])
        out = out + .5 * free * (total / np.maximum(degree, 1) - out)
    normals = mesh.vertex_normals(out, faces)
    sunk = ((points - out) * normals).sum(1)
    return out + normals * (np.maximum(sunk, 0) * .9)[:, None]


def tube(
    path: np.ndarray, radii: tuple[float, float], sides: int, closed: bool,
    above: tuple[float, float, float] = (0., 0., 1.),
) -> tuple[np.ndarray, list[mesh.Face]]:
    """A tube of elliptic section along a path (n, 3) that never runs along `above`; ring by ring."""
    along = np.roll(path, -1, 0) - np.roll(path, 1, 0)
    if not closed:
        along[[0, -1]] = path[1] - path[0], path[-1] - path[-2]
    along = mesh.unit(along)
    out = mesh.unit(np.cross(along, above))
    up = np.cross(out, along)
    angle = 2 * np.pi * np.arange(sides) / sides
    cos, sin = np.cos(angle)[None, :, None], np.sin(angle)[None, :, None]
    ring = radii[0] * cos * out[:, None] + radii[1] * sin * up[:, None]
    n = len(path)
    faces = [
        [i * sides + j, i * sides + (j + 1) % sides, (i + 1) % n * sides + (j + 1) % sides, (i + 1) % n * sides + j]
        for i in range(n if closed else n - 1) for j in range(sides)]
    return (path[:, None] + ring).reshape(-1, 3), faces


def evened(values: np.ndarray, rounds: int, closed: bool) -> np.ndarray:
    """Neighbours averaged along the first axis."""
    out = values.copy()
    for _ in range(rounds):
        mean = .25 * np.roll(out, 1, 0) + .5 * out + .25 * np.roll(out, -1, 0)
        out = mean if closed else np.concatenate([out[:1], mean[1:-1], out[-1:]])
    return out


def nearest_on(angles: np.ndarray, angle: float, distance: np.ndarray, weight: float, count: int) -> np.ndarray:
    """Indices of the points near a direction and at small `distance`."""
    turn = np.abs((angles - angle + np.pi) % (2 * np.pi) - np.pi)
    return np.argsort(distance + turn * weight)[:count]


# ---- the crew neck


def crew(cut: Cut) -> list[Garment]:
    """The shell cut by a tilted plane, with a ribbed band along the cut."""
    looks, neck = cut.looks, cut.neck
    points, faces = shell(cut.body, .045)
    low, high, front, back = neck[2] - .22, neck[2] + .38, neck[1] - .75, neck[1] + .55
    slope = (high - low) / (back - front)

    def above(m: Material, x: Any, y: Any, z: Any) -> Any:
        return m.math("GREATER_THAN", m.math("SUBTRACT", z, m.times(y, slope)), low - front * slope)

    top = garment("top", points, faces, cloth(looks["col"], "knit", above, cut.seam), 2, cut.follow(points))
    cloud = mesh.sprinkle(points, faces, 6)
    off_cut = np.abs(cloud[:, 2] - cloud[:, 1] * slope - (low - front * slope))
    off_cut = off_cut + 9 * (np.hypot(cloud[:, 0], cloud[:, 1] - cut.front) >= 1.15)
    angles = np.arctan2(cloud[:, 0], -(cloud[:, 1] - cut.front))
    turns = np.linspace(0, 2 * np.pi, 97)[:-1]
    path = np.array([cloud[nearest_on(angles, a, off_cut, .4, 8)].mean(0) for a in turns])
    band, band_faces = tube(evened(path, 8, True), (.04, .07), 10, True)
    rib = garment("rib", band, band_faces, cloth(looks["col"], "rib"), 1, cut.follow(band))
    return [top, rib]


# ---- the blazer


def blazer(cut: Cut) -> list[Garment]:
    looks, neck = cut.looks, cut.neck
    inner, inner_faces = shell(cut.body, .045)
    top = garment("top", inner, inner_faces, cloth(looks["col"], "silk", v_neck(cut, looks["v"])), 2, cut.follow(inner))
    points, faces = shell(cut.body, .115)
    closing, collar = neck[2] - looks.get("bv", 2.15), neck[2] + .10
    width = looks.get("bw", .50)

    def open_front(m: Material, x: Any, y: Any, z: Any) -> Any:
        rise = m.math("MAXIMUM", m.math("DIVIDE", m.math("SUBTRACT", z, closing), collar - closing), 0.)
        half = m.times(m.math("POWER", rise, .85), width + .08)
        gap = m.times(m.math("GREATER_THAN", half, m.math("ABSOLUTE", x)), m.math("LESS_THAN", y, cut.front - .05))
        return m.math("MAXIMUM", cut.inside_ellipse(m, x, y, z, .02, .06), gap)

    wool = cloth(looks["bcol"], "wool")
    jacket = garment("blazer", points, faces, cloth(looks["bcol"], "wool", open_front, cut.seam), 2, None, .03)
    cloud = mesh.sprinkle(points, faces, 6)
    lapels = [lapel(cut, cloud, side, closing, collar, width, wool) for side in (1, -1)]
    return [top, jacket, *lapels, rolled_collar(cut, cloud, wool)]


def v_neck(cut: Cut, depth: float) -> Mask:
    def mask(m: Material, x: Any, y: Any, z: Any) -> Any:
        half = m.times(m.math("SUBTRACT", z, cut.neck[2] - depth), .62)
        wedge = m.math("GREATER_THAN", half, m.math("ABSOLUTE", x))
        wedge = m.times(wedge, m.math("LESS_THAN", y, cut.front - .2))
        return m.math("MAXIMUM", cut.inside_ellipse(m, x, y, z), wedge)

    return mask


def lapel(
    cut: Cut, cloud: np.ndarray, side: int, closing: float, collar: float, width: float, wool: bpy.types.Material
) -> Garment:
    """One folded front edge with its notch, laid on the jacket."""
    u, v = np.linspace(0, 1, 30), np.linspace(0, 1, 9)
    z = closing + (collar + .02 - closing) * u
    edge = (width + .06) * np.clip((z - closing) / (collar - closing), 0, 1) ** .85
    broad = np.interp(u, [0, .1, .35, .66, .70, .74, .80, 1], [.03, .16, .36, .50, .40, .30, .33, .12])
    tilt = np.interp(u, [0, .35, .66, .74, .9, 1], [.02, .08, .16, -.02, -.06, -.12])
    x, z2 = edge[:, None] - .012 + broad[:, None] * v, z[:, None] + tilt[:, None] * v
    front = cloud[cloud[:, 1] < cut.front - .02]
    gap, near = cKDTree(front[:, [0, 2]]).query(np.stack([x, z2], -1), k=12)
    depth = np.where(gap < .35, front[near][..., 1], 9).min(-1)
    depth = evened(evened(depth, 3, False).T, 3, False).T
    roll = .045 * np.sin(np.pi * v) ** .8 * np.interp(u, [0, .2, 1], [.4, 1, 1])[:, None]
    points = np.stack([side * x, depth - .030 - roll - .02 * v, z2], -1).reshape(-1, 3)
    n = len(v)
    faces = [[i * n + j, i * n + j + 1, (i + 1) * n + j + 1, (i + 1) * n + j][::side]
             for i in range(len(u) - 1) for j in range(n - 1)]
    return garment("lapel", points, faces, wool, 1, None, .028)


def rolled_collar(cut: Cut, cloud: np.ndarray, wool: bpy.types.Material) -> Garment:
    """The jacket's collar around the back of the neck, running out to nothing in front."""
    angle, rx, ry, middle = np.linspace(-COLLAR_END, COLLAR_END, 61), cut.rx + .06, cut.ry + .06, cut.middle + .05
    off = np.abs(np.hypot(cloud[:, 0] / rx, (cloud[:, 1] - middle) / ry) - 1) + 9 * (cloud[:, 2] < cut.neck[2] - 1.4)
    around = np.arctan2(cloud[:, 0] / rx, (cloud[:, 1] - middle) / ry)
    height = np.array([cloud[nearest_on(around, a, off, .35, 6), 2].mean() for a in angle])
    path = np.c_[rx * np.sin(angle), middle + ry * np.cos(angle), evened(height, 8, False) + .055]
    points, faces = tube(path, (.055, .085), 12, False)
    taper = np.repeat(np.clip((COLLAR_END - np.abs(angle)) / .5, 0, 1) ** .7, 12)[:, None]
    base = np.repeat(path, 12, 0)
    points = base - [0, 0, .06] * (1 - taper) + (points - base) * taper
    return garment("collar", points, faces, wool, 1)


# ---- cloth


def cloth(colour: str, kind: str, cut_away: Mask | None = None, seam: Seam | None = None) -> bpy.types.Material:
    """knit, rib, wool, silk or cotton; transparent where `cut_away` gives 1, drawn in where `seam` does."""
    m = Material(kind)
    at, base = m.attribute("rest", "Vector"), linear(colour)
    shade = m.mix(base * .95, np.minimum(base * 1.05, 1), m.ramp(m.noise(at, 3., 4.), .3, .7))
    weave, strength, folds = m.noise(at, 50., 2.), .03, 3.
    if kind == "knit":
        weave, strength, folds = m.noise(at, 75., 3., .65), .4, 1.1
    if kind == "rib":
        wave = m.node("ShaderNodeTexWave", {"Scale": 26., "Distortion": 1.2, "Detail": 2., "Vector": at},
                      wave_type="BANDS", bands_direction="X")
        weave, strength = m.add(m.times(wave.outputs[1], .6), m.times(m.noise(at, 60., 2.), .6)), .45
    if kind == "wool":
        weave, strength, folds = m.add(m.noise(at, 90., 3., .7), m.times(m.noise(at, 4., 2.), .3)), .22, 1.6
        flecks = m.times(m.ramp(m.noise(at, 120., 2.), .55, .75), .35)
        shade = m.mix(shade, np.minimum(base * 1.7 + .01, 1), flecks)
    if kind == "cotton":
        weave, strength, folds = m.noise(at, 110., 2., .6), .14, .8
    x, y, z = m.node("ShaderNodeSeparateXYZ", {0: at}).outputs
    drawn = m.node("ShaderNodeCombineXYZ", {0: m.times(x, .5), 1: y, 2: m.add(z, m.times(m.math("ABSOLUTE", x), .6))})
    height = m.add(m.times(weave, .35), m.times(m.noise(drawn.outputs[0], 2.6, 2., .45), folds))
    if seam:
        line = seam(m, x, z)
        height, shade = m.math("SUBTRACT", height, line), m.mix(shade, base * .65, m.times(line, .45))
    shader = m.principled({
        "Base Color": shade, "Normal": m.bump(height, strength, .06), "Specular IOR Level": .25,
        "Roughness": {"silk": .38, "knit": .85, "rib": .85, "wool": .8, "cotton": .72}[kind],
        "Sheen Weight": {"silk": .05, "knit": .25, "rib": .25, "wool": .2, "cotton": .15}[kind],
        "Sheen Roughness": .45})
    if cut_away is None:
        return m.surface(shader)
    return m.surface(with_hole(m, shader, cut_away(m, x, y, z)))


def with_hole(m: Material, shader: Any, hole: Any) -> Any:
    clear = m.node("ShaderNodeBsdfTransparent")
    return m.node("ShaderNodeMixShader", {0: hole, 1: shader.outputs[0], 2: clear.outputs[0]})
