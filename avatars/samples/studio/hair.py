"""Hair grown strand by strand over the skull: `long` combed from a parting, `short` combed over, `curls`, or `none`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from . import mesh
from .body import Body
from .nodes import hair_material, strands
from .skin import FADE, Places, inside_hairline, on_ears, painted, scalp

KNOTS = {"long": 18, "short": 9, "curls": 15}  # points of a hair
FRIZZ = {"long": .009, "short": .006, "curls": .010}
DEEP = .25  # light that only more bounces than the renderer's would bring into thick hair
LOCK = 22  # hairs
FLY, STRAY = .03, .008  # dm: how far hairs of their own way end off; how far short ones may stand off more
BEHIND = .35  # of the density, at the back of a short-haired head
X, Y, Z = np.eye(3)


@dataclass
class Hair:
    """thing: curves object; points: (n, k, 3) at rest; follow: (n, k) share of the head's motion."""

    thing: Any
    points: np.ndarray
    follow: np.ndarray


class Surface:
    """Signed distance to the skin, from points sprinkled over it."""

    def __init__(self, body: Body) -> None:
        faces = [f for f in body.faces("body") if body.rest[f][:, 2].min() > body.neck[2] - 2.2]
        self.triangles = np.concatenate([mesh.as_quads(faces)[:, k] for k in ([0, 1, 2], [0, 2, 3])])
        self.points = mesh.sprinkle(body.rest, faces, 3)
        self.normals = mesh.unit(mesh.sprinkle(mesh.vertex_normals(body.rest, faces), faces, 3))
        self.tree = cKDTree(self.points)

    def distance(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Height (n,) above the skin, negative inside, and the skin's normal (n, 3)."""
        gap, near = self.tree.query(points, k=3)
        share = 1 / (gap + 1e-4)
        share = (share / share.sum(1, keepdims=True))[..., None]
        normal = mesh.unit((self.normals[near] * share).sum(1))
        return ((points - (self.points[near] * share).sum(1)) * normal).sum(1), normal


@dataclass
class Roots:
    """Where hairs start: points, normals, azimuth and elevation in degrees; chance: a number 0..1 a hair.

    grown: (n,) 0..1 from down at the hair's edge and around the ears to full hair; drift: (n, 3) about -1..1, alike
    for neighbours, by which locks differ.
    """

    points: np.ndarray
    normals: np.ndarray
    azimuth: np.ndarray
    elevation: np.ndarray
    chance: np.ndarray
    scatter: np.ndarray
    grown: np.ndarray
    drift: np.ndarray


def build(body: Body, at: Places, looks: dict[str, Any]) -> Hair | None:
    if looks["hair"] == "none":
        return None
    rng, kind = np.random.default_rng(5), looks["hair"]
    surface = Surface(body)
    roots = grow_roots(rng, body, at, surface, looks)
    grow = {"long": grow_long, "short": grow_short, "curls": grow_curls}[kind]
    grown = grow(rng, roots, at, surface, looks)
    points = frizzed(rng, clumped(rng, grown, roots, looks), looks)
    if kind == "short":
        points = tidied(points, surface, surface.distance(grown.reshape(-1, 3))[0].reshape(grown.shape[:2]))
    width = np.interp(np.linspace(0, 1, KNOTS[kind]), [0, .1, .6, 1], [.8, 1, .85, .25])
    width = looks.get("hair_w", .0035) * width * (.30 + .70 * roots.grown * rng.uniform(.7, 1.2, len(points)))[:, None]
    grey = looks.get("grey", 0.)
    material = hair_material("hair", looks["hair_col"], looks.get("hair_rough", .4), grey, DEEP * (1 - grey))
    thing = strands("hair", points, width, material)
    height = points[..., 2] - at.neck[2]
    follow = np.where(height > .9, 1., np.maximum(mesh.smooth(-1.3, .9, height), .25))
    return Hair(thing, points, follow)


def grow_roots(
    rng: np.random.Generator, body: Body, at: Places, surface: Surface, looks: dict[str, Any]
) -> Roots:
    """Points spread evenly over the hairy skin, fewer where nobody sees them."""
    corners = body.rest[surface.triangles]
    corners = corners[corners.mean(1)[:, 2] > at.neck[2] + .1]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    tries = 4 * (count := looks.get("hair_n", 40000))
    chosen = corners[rng.choice(len(corners), tries, p=area / area.sum())]
    u, v = rng.random((2, tries))
    fold = u + v > 1
    u, v = np.where(fold, 1 - u, u)[:, None], np.where(fold, 1 - v, v)[:, None]
    points = chosen[:, 0] * (1 - u - v) + chosen[:, 1] * u + chosen[:, 2] * v
    density = scalp(points, at)
    if looks["hair"] != "long":
        direction = mesh.unit(points - at.skull)
        density *= 1 - (1 - BEHIND) * mesh.smooth(.2, .6, direction[:, 1]) * mesh.smooth(.95, .75, direction[:, 2])
    points = points[(rng.random(tries) < density**looks.get("fade", 1.5)) & ~on_ears(body, points)][:count]
    direction = mesh.unit(points - at.skull)
    ears = cKDTree(body.rest[: mesh.BODY_VERTICES][painted(body, "ears")])
    grown = mesh.smooth(FADE[0], FADE[1] + 4, inside_hairline(points, at))
    grown *= .3 + .7 * mesh.smooth(.05, .30, ears.query(points)[0])
    return Roots(
        points, surface.distance(points)[1], np.degrees(np.arctan2(np.abs(direction[:, 0]), -direction[:, 1])),
        np.degrees(np.arcsin(direction[:, 2])), rng.random(len(points)), rng.normal(0, 1, (len(points), 3)), grown,
        drifting(rng, points))


def drifting(rng: np.random.Generator, points: np.ndarray, wave: float = .35) -> np.ndarray:
    """(n, 3) a random smooth field over places, of about 1: waves of about `wave` dm in all directions, added."""
    ways = mesh.unit(rng.normal(0, 1, (3, 8, 3))) * 2 * np.pi / wave * rng.uniform(.6, 1.6, (3, 8, 1))
    return np.asarray(np.sin(np.einsum("nd,cwd->ncw", points, ways) + rng.uniform(0, 2 * np.pi, (3, 8))).sum(2) / 2.)


def along_skin(vectors: np.ndarray, normals: np.ndarray) -> np.ndarray:
    return vectors - (vectors * normals).sum(1, keepdims=True) * normals


def grow_long(
    rng: np.random.Generator, roots: Roots, at: Places, surface: Surface, looks: dict[str, Any]
) -> np.ndarray:
    """Combed to both sides of the parting, falling by its weight, kept off the skin and out of the face."""
    n, knots = len(roots.points), KNOTS["long"]
    length = looks.get("hair_len", 2.15) * (1 - .22 * rng.random(n) ** 2.5 + .05 * roots.drift[:, 0])
    length *= .45 + .55 * mesh.smooth(0, .5, roots.grown)
    off_part = roots.points[:, 0] - looks.get("part", .2) - .03 * roots.drift[:, 1]
    crown = mesh.smooth(-.55, -.05, roots.points[:, 1])  # where the parting ends: hair falls to either side
    side = np.where(off_part > (.025 + .22 * crown) * roots.scatter[:, 0], 1., -1.)
    top, front = mesh.smooth(20, 70, roots.elevation), 1 - mesh.smooth(0, 70, roots.azimuth)
    start = mesh.unit(side[:, None] * X + Y * (.55 + .5 * front)[:, None] - Z * .25 + .10 * roots.drift)
    flat = np.maximum(mesh.smooth(.0, .65, np.abs(off_part)), .25 * crown)  # a parting lies flat
    lift = (.35 + .35 * top * flat)[:, None] * looks.get("volume", .5)
    way = mesh.unit(along_skin(start, roots.normals) + roots.normals * lift)
    clearance = .02 + looks.get("thick", .11) * (.12 + .88 * mesh.smooth(-40, 75, roots.elevation)) * (
        .15 + .85 * roots.chance**.8) * (.25 + .75 * flat) * (.35 + .65 * roots.grown) * (1 + .15 * roots.drift[:, 2])
    points = np.zeros((n, knots, 3))
    points[:, 0] = tip = roots.points - roots.normals * .01
    for k in range(1, knots):
        t = k / (knots - 1)
        comb = mesh.unit(side[:, None] * X * .35 + Y * .65 * np.interp(t, [0, .35, .6, 1], [1, .7, .05, 0]) - Z * .5)
        fall = .10 + .62 * mesh.smooth(.0, .55, np.array(t))
        way = mesh.unit(way * .80 - Z * fall + comb * np.interp(t, [0, .3, .6, 1], [.38, .25, .05, 0]))
        tip = tip + way * (length / (knots - 1))[:, None]
        tip, way = kept_off(tip, way, t, clearance, at, surface, looks)
        tip = out_of_face(tip, side, roots.chance, at, looks)
        points[:, k] = tip
    return waved(points, side, roots, looks)


def kept_off(
    tip: np.ndarray, way: np.ndarray, t: float, clearance: np.ndarray, at: Places, surface: Surface,
    looks: dict[str, Any],
) -> tuple[np.ndarray, np.ndarray]:
    """Out of the skin and the clothes; strays are drawn back, which keeps the outline tidy."""
    height, normal = surface.distance(tip)
    wanted = clearance * np.interp(t, [0, .12, .5, 1], [.25, 1, 1.05, .8])
    wanted = wanted + looks.get("cloth_clr", .10) * mesh.smooth(at.neck[2] + .45, at.neck[2] + .05, tip[:, 2])
    inside = np.maximum(wanted - height, 0)
    tip = tip + normal * inside[:, None]
    way = np.where(inside[:, None] > 0, mesh.unit(along_skin(way, normal) + 1e-4), way)
    stray = np.maximum(height - (wanted + .10 + .35 * t * looks.get("flare", .8)), 0)
    return tip - normal * (stray * .5 * (tip[:, 2] > at.neck[2] + .2))[:, None], way


def out_of_face(
    tip: np.ndarray, side: np.ndarray, chance: np.ndarray, at: Places, looks: dict[str, Any]
) -> np.ndarray:
    """A window around the face that hair goes around."""
    chin, eye = at.lip_z - .45, at.eye[2]
    heights, widths = [chin - .6, chin, eye - .2, eye + .25, eye + .62], [.60, .66, .76, .70, .34]
    window = np.interp(tip[:, 2], heights, widths) * looks.get("window", .94) + .10 * (chance - .3)
    inside = (tip[:, 1] < -.15) & (tip[:, 2] < eye + .62) & (np.abs(tip[:, 0]) < window)
    out = tip.copy()
    out[inside, 0] += (np.sign(side) * window - tip[:, 0])[inside] * .7
    out[inside, 1] += .03
    return out


def waved(points: np.ndarray, side: np.ndarray, roots: Roots, looks: dict[str, Any]) -> np.ndarray:
    """A slow wave that grows to the tips, alike within a lock; tips turn in a little."""
    t = np.linspace(0, 1, points.shape[1])
    phase = t * looks.get("wave_f", 11.) + (1.3 * roots.drift[:, 1] + .5 * roots.chance + 2 * side)[:, None]
    amplitude = t**1.2 * looks.get("wave", .03) * (1 + .4 * roots.drift[:, [2]])
    out = points.copy()
    out[..., 0] += side[:, None] * (np.sin(phase) * amplitude - looks.get("curl_in", .05) * mesh.smooth(.72, 1, t)**1.5)
    out[..., 1] += np.cos(phase + .7) * amplitude
    return out


def grow_short(
    rng: np.random.Generator, roots: Roots, at: Places, surface: Surface, looks: dict[str, Any]
) -> np.ndarray:
    """Close at the sides and the back, longer on top, where it is combed over from the parting."""
    n, knots = len(roots.points), KNOTS["short"]
    top, front = mesh.smooth(30, 66, roots.elevation), 1 - mesh.smooth(15, 75, roots.azimuth)
    fringe = looks.get("fringe", 0.) * front
    close, long = looks.get("len_side", .12), looks.get("len_top", .55)
    length = (close + (long - close) * top) * rng.uniform(.75, 1.08, n) * (1 + .10 * roots.drift[:, 0])
    full = np.maximum(roots.grown, fringe * mesh.smooth(.0, .3, roots.grown))
    full *= 1 - .45 * fringe * roots.chance
    step = (length * (.25 + .75 * full) / (knots - 1))[:, None]
    parted = roots.points[:, 0] > looks.get("part", .18) + .05 * roots.scatter[:, 0]
    over = looks.get("sweep", -.8) * np.where(parted, -.55, 1.)
    combed = mesh.unit(over[:, None] * X + Y * looks.get("back", .75) + Z * .25)
    over_brow = np.maximum(top, front - fringe)  # combed off the forehead but for a fringe, which falls aslant
    down = Y * .55 - Z + X * (.7 * over * fringe)[:, None]
    comb = mesh.unit(combed * over_brow[:, None] + down * (1 - over_brow)[:, None] + .22 * roots.drift)
    lift = looks.get("lift", .9) * (top * (.55 + .75 * front) + .10) * (.4 + .6 * roots.grown)
    way = mesh.unit(along_skin(comb, roots.normals) + roots.normals * lift[:, None] + roots.scatter * .06)
    dome = 1 + looks.get("dome", 0.) * mesh.smooth(55, 85, roots.elevation)
    thick = looks.get("thick", .16) * top * (1 + .18 * roots.drift[:, 2]) * dome
    points = np.zeros((n, knots, 3))
    points[:, 0] = tip = roots.points - roots.normals * .01
    for k in range(1, knots):
        way = mesh.unit(way * .75 + along_skin(comb - Z * .6, surface.distance(tip)[1]) * .42)
        tip = tip + way * step
        height, normal = surface.distance(tip)
        room = thick * (.15 + .85 * mesh.smooth(.30, .75, tip[:, 2] - at.skull[2]))  # hair lies flat at the sides
        low = .010 + room * (.12 + .88 * roots.chance) * min(1.2 * k / (knots - 1), 1)
        tip = tip + normal * (np.maximum(low - height, 0) - .9 * np.maximum(height - .022 - room * 1.2, 0))[:, None]
        points[:, k] = tip
    return points


def grow_curls(
    rng: np.random.Generator, roots: Roots, at: Places, surface: Surface, looks: dict[str, Any]
) -> np.ndarray:
    """Small spirals that stand off the skin, shorter at the sides and over the forehead."""
    n, t = len(roots.points), np.linspace(0, 1, KNOTS["curls"])
    length = looks.get("hair_len", .13) * rng.uniform(.75, 1.1, n) * (.55 + .45 * mesh.smooth(-20, 45, roots.elevation))
    length = length * (1 - looks.get("crown", 0.) * mesh.smooth(35, 80, roots.elevation))  # shorter on top
    length = length * (.22 + .78 * roots.grown) * (1 + looks.get("uneven", .08) * roots.drift[:, 0])
    axis = mesh.unit(roots.normals + .25 * roots.scatter + .25 * roots.drift + Z * .25)
    first = mesh.unit(np.cross(axis, roots.scatter + .01))
    second = np.cross(axis, first)
    turn = rng.uniform(0, 2 * np.pi, n)[:, None] + t * looks.get("turns", 2.5) * 2 * np.pi
    radius = looks.get("curl_r", .022) * np.minimum(t * 4, 1) * rng.uniform(.6, 1.2, (n, 1)) * roots.grown[:, None]
    base = roots.points - roots.normals * .01
    points = base[:, None] + axis[:, None] * (length[:, None] * t)[..., None]
    points += first[:, None] * (radius * np.cos(turn))[..., None] + second[:, None] * (radius * np.sin(turn))[..., None]
    for k in range(1, len(t)):
        height, normal = surface.distance(points[:, k])
        points[:, k] += normal * np.maximum(.02 * t[k] - height, 0)[:, None]
    points[:, 0] = base
    return points


def clumped(rng: np.random.Generator, points: np.ndarray, roots: Roots, looks: dict[str, Any]) -> np.ndarray:
    """Hairs gather to locks towards their tips, never across the parting."""
    leaders = rng.choice(len(points), max(20, len(points) // LOCK), replace=False)
    leader = leaders[cKDTree(roots.points[leaders]).query(roots.points)[1]]
    t = np.linspace(0, 1, points.shape[1])[None, :, None]
    tight = rng.uniform(.2, 1, len(points))
    share = looks.get("clump", .55) * t**1.3 * (.5 * (tight + tight[leader]) * roots.grown)[:, None, None]
    if looks["hair"] != "curls":
        part = looks.get("part", .2)
        same = (roots.points[:, 0] > part) == (roots.points[leader, 0] > part)
        share = share * same[:, None, None]
    apart = (roots.points - roots.points[leader])[:, None] * (1 - .55 * t)
    return points * (1 - share) + (points[leader] + apart) * share


def frizzed(rng: np.random.Generator, points: np.ndarray, looks: dict[str, Any]) -> np.ndarray:
    n, knots = points.shape[:2]
    t = np.linspace(0, 1, knots)[None, :, None]
    walk = np.cumsum(rng.normal(0, 1, points.shape), 1) / np.sqrt(knots) * t * looks.get("frizz", FRIZZ[looks["hair"]])
    flyaway = (rng.random(n) < looks.get("fly", .03))[:, None, None]
    away = rng.normal(0, 1, (n, 1, 3)) * t**2 * FLY  # a bow: a wilder walk would curl in loops
    return np.asarray(points + walk + away * flyaway)


def tidied(points: np.ndarray, surface: Surface, height: np.ndarray) -> np.ndarray:
    """Drawn back to little more than the height (n, k) over the skin at which they grew: gathered hairs of a round
    head would stand off it as spikes."""
    now, normal = surface.distance(points.reshape(-1, 3))
    stray = np.maximum(now.reshape(height.shape) - height - STRAY, 0)
    return points - normal.reshape(points.shape) * (.9 * stray)[..., None]
