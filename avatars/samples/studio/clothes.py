"""Clothes draped over the body: a knitted `crew` neck, or a `blazer` over a `shirt`, a `mock` neck or a `v` blouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from scipy.spatial import cKDTree

from . import mesh
from .body import Body
from .collars import CREW, OPEN, SLOPE, Around, Neckline, evened, fallen_collar, grid, shirt_collar, strip
from .drape import Cloth
from .folds import CRISP, SOFT, UNDER, Crease
from .nodes import Material, attribute, linear, mesh_object
from .tailor import creased, draped

SLEEVE_OUT, SLEEVE_SLANT, SEAM = .02, .22, .022  # dm beyond the joint, dm a dm, dm half as wide
HOLDERS, HOLD = 12, (.32, .06)  # skin vertices that carry a point of cloth; not at all to fully, by the gap in dm
RIB = ((-.04, .01, 0.), (-.02, .03, .1), (.03, .05, .5), (.08, .06, .9), (.11, .05, 1.), (.12, .03, 1.))
HIGH = ((-.06, 0., 0.), (0., .012, .1), (.1, .045, .8), (.2, .05, 1.), (.27, .045, 1.), (.29, .03, 1.))
ROUND = .05  # dm: where a V meets the neckline
BUTTONS = (.68, 1.02)  # dm under the neck's joint
COLLAR, NOTCH, NOTCHED = .31, .52, .35  # dm: a jacket's collar is wide; ends below the neck; rises there, dm a dm
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
    """What the parts of one outfit share: the body under it and where its seams and neckline are."""

    body: Body
    looks: dict[str, Any]

    def __post_init__(self) -> None:
        self.neck = self.body.neck
        self.front = self.neck[1] - .02

    def seam(self, m: Material, x: Any, z: Any) -> Any:
        """1 along the seam of the sleeve, which runs inwards towards the armpit."""
        out = m.math("SUBTRACT", m.math("ABSOLUTE", x), self.body.joint("l-shoulder")[0] + SLEEVE_OUT)
        off = m.math("SUBTRACT", out, m.times(m.math("SUBTRACT", z, self.neck[2] - .5), SLEEVE_SLANT))
        return m.ramp(m.math("ABSOLUTE", off), SEAM, 0.)

    def draped(
        self, cloth: Cloth, creases: tuple[Crease, ...], line: Neckline | None = None,
    ) -> tuple[np.ndarray, list[mesh.Face]]:
        """(n, 3) dm and faces of a garment with its creases."""
        points, faces = draped(self.body, cloth, line.over if line else None)
        return creased(self.body, points, faces, creases, self.looks["folds"], self.looks.get("crease", 1.))

    def follow(self, points: np.ndarray) -> np.ndarray:
        return .10 * mesh.smooth(self.neck[2] - .1, self.neck[2] + .5, points[:, 2])


def build(body: Body, looks: dict[str, Any]) -> list[Garment]:
    return {"crew": crew, "blazer": blazer}[looks["kind"]](Cut(body, looks))


def garment(
    name: str, points: np.ndarray, faces: list[mesh.Face], material: bpy.types.Material, subdivide: int,
    follow: np.ndarray | None = None, thickness: float = 0., over: np.ndarray | None = None,
) -> Garment:
    """over: (n,) dm beyond the edge of the cloth, if its material is cut away: there, it has no points either."""
    if over is not None:
        used, faces = mesh.part(len(points), [face for face in faces if over[face].min() < 0])
        points, over, follow = points[used], over[used], None if follow is None else follow[used]
    thing = mesh_object(name, points, faces, material)
    attribute(thing, "rest", points)
    if over is not None:
        attribute(thing, "over", over)
    if thickness:
        solid = thing.modifiers.new("thickness", "SOLIDIFY")
        solid.thickness, solid.offset = thickness, 0
    if subdivide:
        smooth = thing.modifiers.new("subdivide", "SUBSURF")
        smooth.levels = smooth.render_levels = subdivide
    return Garment(thing, points, follow)


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


# ---- the crew neck


def crew(cut: Cut) -> list[Garment]:
    """The shell cut along the neck, with a ribbed band along the cut."""
    line = Neckline(cut.neck, *cut.looks.get("neckline", CREW))
    points, faces = cut.draped(Cloth(), SOFT, line)
    band, band_faces = strip(Around(cut.body, points), line, RIB)
    return [
        garment("top", points, faces, cloth(cut.looks["col"], "knit", True, cut.seam), 0, cut.follow(points), 0.,
                line.over(points)),
        garment("rib", band, band_faces, cloth(cut.looks["col"], "rib"), 1, cut.follow(band), .02)]


# ---- the blazer


def blazer(cut: Cut) -> list[Garment]:
    looks, neck = cut.looks, cut.neck
    points, faces = cut.draped(Cloth(off=.11, pads=True), CRISP)
    front = Front(neck, neck[2] - looks.get("bv", 2.15), neck[2] + .12, looks.get("bw", .50) + .06)
    line = Neckline(neck, -1., .13, .36)
    gap = np.where(points[:, 1] < cut.front - .05, front.edge(points[:, 2]) - np.abs(points[:, 0]), -1)
    over = np.maximum(line.over(points), gap)
    wool = cloth(looks["bcol"], "wool")
    jacket = garment("blazer", points, faces, cloth(looks["bcol"], "wool", True, cut.seam), 0, None, .03, over)
    lapels = [lapel(front, points, side, wool) for side in (1, -1)]
    inside = {"shirt": shirt, "mock": mock, "v": blouse}[looks["top"]](cut)
    return [*inside, jacket, *lapels, rolled_collar(cut, front, line, points, faces, wool)]


def mock(cut: Cut) -> list[Garment]:
    """A fine knit with a high neck."""
    line = Neckline(cut.neck, -.12, .16, .3)
    points, faces = cut.draped(Cloth(), UNDER, line)
    band, band_faces = strip(Around(cut.body, points), line, HIGH)
    knit = cloth(cut.looks["col"], "fine")
    return [garment("top", points, faces, cloth(cut.looks["col"], "fine", True), 0, cut.follow(points), 0.,
                    line.over(points)),
            garment("neck", band, band_faces, knit, 1, cut.follow(band), .012)]


def blouse(cut: Cut) -> list[Garment]:
    """Silk with a V neck, `v` dm deep."""
    line = Neckline(cut.neck, -.28, .13, .33)
    points, faces = cut.draped(Cloth(), UNDER)
    over = ROUND * np.logaddexp(line.over(points) / ROUND, v_neck(cut, points, cut.looks["v"]) / ROUND)
    return [garment("top", points, faces, cloth(cut.looks["col"], "silk", True), 0, cut.follow(points), .015, over)]


def v_neck(cut: Cut, points: np.ndarray, depth: float, slope: float = .55) -> np.ndarray:
    x, y, z = points.T
    return np.where(y < cut.front - .2, (z - cut.neck[2] + depth) * slope - np.abs(x), -1)


def shirt(cut: Cut) -> list[Garment]:
    """A shirt, its top button open: stand and leaves of the collar, placket, buttons."""
    line = Neckline(cut.neck, -.12, .16, .3)
    points, faces = cut.draped(Cloth(), UNDER, line)
    over = np.maximum(line.over(points), v_neck(cut, points, OPEN, SLOPE))
    leaf, leaf_faces = shirt_collar(Around(cut.body, points), line)
    top = cloth(cut.looks["col"], "cotton", True, placket)
    return [garment("top", points, faces, top, 0, cut.follow(points), .015, over),
            garment("collar", leaf, leaf_faces, cloth(cut.looks["col"], "cotton"), 1, cut.follow(leaf), .018),
            *[button(cut, points, drop) for drop in BUTTONS]]


def placket(m: Material, x: Any, z: Any) -> Any:
    """1 along the two seams of a shirt's front."""
    return m.ramp(m.math("ABSOLUTE", m.math("SUBTRACT", m.math("ABSOLUTE", x), .12)), .014, .004)


def button(cut: Cut, cloud: np.ndarray, drop: float) -> Garment:
    """A flat disc on the shirt's front, `drop` dm under the neck's joint."""
    at = np.array([.0, cut.neck[2] - drop])
    front = cloud[cloud[:, 1] < cut.front]
    near = front[cKDTree(front[:, [0, 2]]).query(at, k=6)[1]]
    lean = np.polyfit(near[:, 2], near[:, 1], 1)
    up = mesh.unit(np.array([0., lean[0], 1.]))
    out = np.array([0., -up[2], up[1]])
    turn = 2 * np.pi * np.arange(16) / 16
    ring = np.cos(turn)[:, None] * [1., 0, 0] + np.sin(turn)[:, None] * up
    profile = ((.048, -.02), (.048, .02), (.042, .028), (.034, .022), (.0, .022))
    middle = np.array([0., np.polyval(lean, at[1]), at[1]]) - .01 * up
    points = np.concatenate([middle + ring * radius + out * high for radius, high in profile])
    faces = [[k * 16 + j, k * 16 + (j + 1) % 16, (k + 1) * 16 + (j + 1) % 16, (k + 1) * 16 + j]
             for k in range(len(profile) - 1) for j in range(16)]
    return garment("button", points, faces, cloth(cut.looks["col"], "cotton"), 1)


def lapel(front: Front, cloud: np.ndarray, side: int, wool: bpy.types.Material) -> Garment:
    """One folded front edge up to its notch, laid on the jacket."""
    u, v = np.linspace(0, 1, 26), np.linspace(0, 1, 9)
    z = front.closing + (front.notch + .05 - front.closing) * u
    broad = np.interp(u, [0, .12, .45, .9, 1], [.03, .16, .36, .52, .50])
    tilt = np.interp(u, [0, .45, .9, 1], [.02, .06, .05, -.02])
    x, z2 = front.edge(z)[:, None] - .012 + broad[:, None] * v, z[:, None] + tilt[:, None] * v
    depth = front.depth(cloud, x, z2)
    roll = .045 * np.sin(np.pi * v) ** .8 * np.interp(u, [0, .2, 1], [.4, 1, 1])[:, None]
    points = np.stack([side * x, depth - .030 - roll - .02 * v, z2], -1).reshape(-1, 3)
    return garment("lapel", points, [f[::side] for f in grid(len(u), len(v), False)], wool, 1, None, .028)


@dataclass(frozen=True)
class Front:
    """A jacket's open front: from `closing` to `top` (z) it opens to `width` dm either side of the middle."""

    neck: np.ndarray
    closing: float
    top: float
    width: float

    @property
    def notch(self) -> float:
        return float(self.neck[2] - NOTCH)

    def edge(self, z: np.ndarray) -> np.ndarray:
        return self.width * np.clip((z - self.closing) / (self.top - self.closing), 0, 1.2) ** .85

    def depth(self, cloud: np.ndarray, x: np.ndarray, z: np.ndarray) -> np.ndarray:
        """y of the jacket behind points seen from the front."""
        before = cloud[cloud[:, 1] < self.neck[1] + .2]
        gap, near = cKDTree(before[:, [0, 2]]).query(np.stack([x, z], -1), k=12)
        depth = np.where(gap < .35, before[near][..., 1], 9).min(-1)
        return evened(evened(depth, 3, False).T, 3, False).T


def rolled_collar(
    cut: Cut, front: Front, line: Neckline, points: np.ndarray, faces: list[mesh.Face], wool: bpy.types.Material,
) -> Garment:
    """The jacket's collar from notch to notch: it stands behind the neck and falls over onto the shoulders."""
    z = np.linspace(front.notch, front.top - .1, 14)
    x = front.edge(z)
    rising = np.stack([x, front.depth(points, x[:, None], z[:, None])[:, 0] - .05, z], -1)
    turn = np.linspace(1.85, np.pi, 22)
    behind = Around(cut.body, points).place(turn, line.height(turn) + .04, np.full(len(turn), .02), .5)
    half = evened(np.concatenate([rising, behind]), 6, False)
    aim = np.stack([np.sin(turn), -np.cos(turn), np.full(len(turn), -1.1)], -1)
    level = np.stack([np.ones(14), np.zeros(14), np.linspace(NOTCHED, -.25, 14)], -1)
    aim = evened(np.concatenate([level, aim]), 8, False)
    mirror = np.array([-1, 1, 1])
    fold, aim = (np.concatenate([part, part[-2::-1] * mirror]) for part in (half, mesh.unit(aim)))
    leaf = fallen_collar(fold, aim, COLLAR, points, mesh.vertex_normals(points, faces))
    flat = leaf.reshape(-1, 3)
    return garment("collar", flat, grid(len(leaf), leaf.shape[1], False), wool, 1, cut.follow(flat), .02)


# ---- cloth


def cloth(colour: str, kind: str, cut_away: bool = False, seam: Seam | None = None) -> bpy.types.Material:
    """knit, rib, wool, silk or cotton; cut away beyond its edge (attribute `over`), drawn in where `seam` gives 1."""
    m = Material(kind)
    at, base = m.attribute("rest", "Vector"), linear(colour)
    shade = m.mix(base * .95, np.minimum(base * 1.05, 1), m.ramp(m.noise(at, 3., 4.), .3, .7))
    weave, strength, folds = m.noise(at, 50., 2.), .03, 3.
    if kind == "knit":
        weave, strength, folds = m.add(m.times(m.noise(at, 75., 3., .65), .7), m.times(stitches(m, at), .6)), .4, 1.1
    if kind == "rib":
        weave, strength = m.add(m.times(bands(m, at, 11., "X"), .6), m.times(m.noise(at, 60., 2.), .6)), .45
    if kind == "wool":
        weave, strength, folds = m.add(m.noise(at, 90., 3., .7), m.times(m.noise(at, 4., 2.), .3)), .22, 1.6
        flecks = m.times(m.ramp(m.noise(at, 120., 2.), .55, .75), .35)
        shade = m.mix(shade, np.minimum(base * 1.7 + .01, 1), flecks)
    if kind == "cotton":
        weave, strength, folds = m.noise(at, 110., 2., .6), .14, .8
    if kind == "fine":
        weave, strength, folds = m.noise(at, 140., 2., .6), .2, .8
    x, y, z = m.node("ShaderNodeSeparateXYZ", {0: at}).outputs
    drawn = m.node("ShaderNodeCombineXYZ", {0: m.times(x, .5), 1: y, 2: m.add(z, m.times(m.math("ABSOLUTE", x), .6))})
    height = m.add(m.times(weave, .35), m.times(m.noise(drawn.outputs[0], 2.6, 2., .45), folds))
    if seam:
        line = seam(m, x, z)
        height, shade = m.math("SUBTRACT", height, line), m.mix(shade, base * .65, m.times(line, .45))
    shader = m.principled({
        "Base Color": shade, "Normal": m.bump(height, strength, .06), "Specular IOR Level": .25,
        "Roughness": {"silk": .38, "knit": .85, "rib": .85, "wool": .8, "cotton": .72, "fine": .8}[kind],
        "Sheen Weight": {"silk": .05, "knit": .25, "rib": .25, "wool": .2, "cotton": .15, "fine": .3}[kind],
        "Sheen Roughness": .45, "Sheen Tint": np.minimum(base * 1.5 + .04, 1)})
    if not cut_away:
        return m.surface(shader)
    return m.surface(with_hole(m, shader, m.math("GREATER_THAN", m.attribute("over"), 0.)))


def bands(m: Material, at: Any, scale: float, along: str) -> Any:
    inputs = {"Scale": scale, "Distortion": 1.2, "Detail": 2., "Vector": at}
    return m.node("ShaderNodeTexWave", inputs, wave_type="BANDS", bands_direction=along).outputs[1]


def stitches(m: Material, at: Any) -> Any:
    """Rows of loops of a plain knit, 10 by 8 pixels as rendered: finer ones are a moire at 360."""
    return m.times(bands(m, at, 8., "X"), bands(m, at, 10., "Z"))


def with_hole(m: Material, shader: Any, hole: Any) -> Any:
    clear = m.node("ShaderNodeBsdfTransparent")
    return m.node("ShaderNodeMixShader", {0: hole, 1: shader.outputs[0], 2: clear.outputs[0]})
