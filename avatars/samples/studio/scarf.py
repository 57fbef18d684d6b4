"""A headscarf: cloth wrapped around head and neck, open at the face, falling on the chest."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter, maximum_filter
from scipy.spatial import cKDTree

from . import mesh
from .body import Body
from .clothes import Garment, Held, cloth, garment, tube
from .collars import evened
from .skin import Places

AROUND, DOWN = 160, 116  # points of the cloth around and from the crown to the chest
CROWN = 46  # of DOWN lie over the skull, the rest hang
OFF, OVER_COLLAR = .06, .06  # dm between skin and cloth, and more where another garment is under it
SNUG = .003  # at the edge of the face
LOWEST = 1.75  # dm below the neck
HEM = (.85, .85)  # dm below the neck at the side, and how much more of it in front
SHOULDER = 1.3  # dm to the side: farther out it lies on no shoulder, it ends
INWARD = .55  # how steeply the cloth may fall inwards, dm a dm
SWAGS = 2.6  # folds for each size of the opening
OVAL = (2.6, 2.1)  # exponents of the opening's upper and lower half
Opening = tuple[float, tuple[float, float]]  # height of its middle, half width and half height


def build(body: Body, at: Places, looks: dict[str, Any]) -> list[Garment]:
    """looks: col, kind (a cloth), open (half width of the face's opening, dm)."""
    face = opening(at, looks)
    points = wrapped(body, at, face)
    quads = [[i * AROUND + j, i * AROUND + (j + 1) % AROUND, (i + 1) * AROUND + (j + 1) % AROUND, (i + 1) * AROUND + j]
             for i in range(DOWN - 1) for j in range(AROUND)]
    flat = points.reshape(-1, 3)
    kind, colour = looks.get("kind", "cotton"), looks["col"]
    follow = .12 + .88 * mesh.smooth(at.neck[2] - .35, at.neck[2] + .55, flat[:, 2])
    hole = np.where(flat[:, 1] < at.skull[1] - .1, (1 - outside(flat, face)) * face[1][0], -1)
    over = np.maximum(hole, below_hem(flat, at))
    hood = garment("scarf", flat, quads, cloth(colour, kind, True), 1, follow, .016, over)
    path = edge(points, face, at)
    path = path - .35 * off_skin(body, path)
    hem, hem_faces = tube(path, (.036, .03), 8, True, (0., 1., 0.))
    edging = garment("hem", hem, hem_faces, cloth(colour, kind), 1, np.ones(len(hem)))
    for part in (hood, edging):
        part.held = Held.on(body, part.points)
    return [hood, edging]


def outside(points: np.ndarray, face: Opening) -> np.ndarray:
    """(...) 1 on the opening's edge, seen from the front, less within."""
    middle, half = face
    across, along = np.abs(points[..., 0] / half[0]), np.abs((points[..., 2] - middle) / half[1])
    power = np.where(points[..., 2] > middle, *OVAL)
    return np.asarray((across**power + along**power) ** (1 / power))


def opening(at: Places, looks: dict[str, Any]) -> Opening:
    """A superellipse seen from the front."""
    top, bottom = at.eye[2] + looks.get("brow", .53), at.lip_z - looks.get("chin", .45)
    return (top + bottom) / 2, (looks.get("open", .615), (top - bottom) / 2)


def below_hem(points: np.ndarray, at: Places) -> np.ndarray:
    """(n,) dm under the lower edge, which is rounded: low in front, higher on the shoulders."""
    turn = np.arctan2(points[:, 0], at.neck[1] - .15 - points[:, 1])
    drop = HEM[0] + HEM[1] * np.maximum(np.cos(turn), 0) ** 1.5 + .10 * np.sin(turn)
    return np.asarray(at.neck[2] - drop - points[:, 2])


def rays(at: Places) -> tuple[np.ndarray, np.ndarray]:
    """Origins and directions (DOWN, AROUND, 3): from the skull's middle over the crown, then level."""
    turn = 2 * np.pi * np.arange(AROUND) / AROUND
    level = np.stack([np.sin(turn), -np.cos(turn), np.zeros(AROUND)], -1)
    lift = np.linspace(np.pi / 2 - .01, 0, CROWN)[:, None, None]
    over = np.cos(lift) * level + np.sin(lift) * np.array([0, 0, 1.])
    drop = np.linspace(0, at.skull[2] - at.neck[2] + LOWEST, DOWN - CROWN + 1)[1:]
    share = mesh.smooth(.5, 1.4, drop)[:, None]
    middle = at.skull * (1 - share) + np.array([0, at.neck[1] - .05, 0]) * share
    middle[:, 2] = at.skull[2] - drop
    origins = np.concatenate([np.tile(at.skull, (CROWN, 1)), middle])
    return (np.repeat(origins[:, None], AROUND, 1),
            np.concatenate([over, np.repeat(level[None], DOWN - CROWN, 0)]))


def wrapped(body: Body, at: Places, face: Opening) -> np.ndarray:
    """(DOWN, AROUND, 3): the body's own hull around those rays, smoothed as cloth hangs, with folds."""
    origins, directions = rays(at)
    tight = smoothed(hull(body, at, origins, directions), 1.)
    over_collar = OVER_COLLAR * mesh.smooth(CROWN * 1.2, CROWN * 1.6, np.arange(DOWN))[:, None]
    radius = smoothed(maximum_filter(tight, (5, 5), mode=("nearest", "wrap")), 2.5) + OFF + over_collar
    for row in range(CROWN, DOWN):
        drop = origins[row - 1, 0, 2] - origins[row, 0, 2]
        radius[row] = np.maximum(radius[row], radius[row - 1] - INWARD * drop)
    radius = smoothed(radius, 1.5)
    spot = origins + directions * radius[..., None]
    radius = radius + folds(spot, at, face)
    spot = origins + directions * radius[..., None]
    off = off_skin(body, spot)
    snug = 1 - mesh.smooth(1.04, 1.2, outside(spot - off, face)) ** .7
    snug = snug * mesh.smooth(1.3, 1.1, outside(spot, face))
    snug = snug * (spot[..., 1] < at.skull[1]) * mesh.smooth(-.75, -.45, spot[..., 2] - at.lip_z)
    return np.asarray(spot - snug[..., None] * off)


def off_skin(body: Body, points: np.ndarray) -> np.ndarray:
    """(..., 3) dm from the skin to points above it, but for SNUG."""
    faces = [f for f in body.faces("body") if body.rest[f[0], 2] > body.neck[2] - .2]
    normals = mesh.vertex_normals(body.rest, faces)
    skin, out = (mesh.sprinkle(values, faces, 4) for values in (body.rest, normals))
    near = cKDTree(skin).query(points)[1]
    out = mesh.unit(out[near])
    return out * (((points - skin[near]) * out).sum(-1, keepdims=True) - SNUG)


def smoothed(radius: np.ndarray, sigma: float) -> np.ndarray:
    return np.asarray(gaussian_filter(radius, (sigma, sigma), mode=("nearest", "wrap")))


def hull(body: Body, at: Places, origins: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """(DOWN, AROUND) how far the skin reaches along each ray: the farthest point within half a step."""
    faces = [f for f in body.faces("body") if body.rest[f][:, 2].min() > at.neck[2] - 2.4]
    cloud = np.concatenate([mesh.sprinkle(body.rest, faces, 5), mesh.sprinkle(
        body.rest, [f for f in body.faces("helper-tights") if body.rest[f][:, 2].min() > at.neck[2] - 2.4], 4)])
    cloud = cloud[np.abs(cloud[:, 0]) < SHOULDER]
    radius = np.zeros(origins.shape[:2])
    for row in range(len(origins)):
        v = cloud - origins[row, 0]
        if row < CROWN:
            lift = np.arcsin(np.clip(v[:, 2] / np.maximum(np.linalg.norm(v, axis=1), 1e-9), -1, 1))
            near = np.abs(lift - np.arcsin(directions[row, 0, 2])) < .05
            reach = np.linalg.norm(v, axis=1)
        else:
            near, reach = np.abs(v[:, 2]) < .03, np.hypot(v[:, 0], v[:, 1])
        cell = np.round(np.arctan2(v[near, 0], -v[near, 1]) / (2 * np.pi) * AROUND).astype(int) % AROUND
        np.maximum.at(radius[row], cell, reach[near])
        known = radius[row] > 0
        radius[row] = np.interp(np.arange(AROUND), np.where(known)[0], radius[row][known], period=AROUND)
    return radius


def folds(spot: np.ndarray, at: Places, face: Opening) -> np.ndarray:
    """(DOWN, AROUND) dm: folds along the face that hang as swags under the chin, and one end laid over the other."""
    rng = np.random.default_rng(4)

    def field(sigma: float) -> np.ndarray:
        rough = gaussian_filter(rng.normal(size=spot.shape[:2]), sigma, mode=("nearest", "wrap"))
        return np.asarray(rough / rough.std())

    x, y, z = np.moveaxis(spot, -1, 0)
    under = np.maximum(face[0] - face[1][1] - z, 0)  # dm below the opening
    front = mesh.smooth(.5, -.2, y - at.neck[1])
    swung = outside(np.stack([x - .35 * under, y, z], -1), face)
    phase = SWAGS * swung + .16 * field(6.) + .3 * field(16.)
    line = x - .95 + 1.5 * under + .03 * field(18.)
    high = (.034 + .05 * mesh.smooth(0., .25, under) * front) * mesh.smooth(1.25, .75, np.abs(x))
    high = high * (.3 + .7 * mesh.smooth(.02, .28, np.abs(line)))
    swags = high * np.abs(np.sin(np.pi * phase)) ** .8
    layer = .08 * mesh.smooth(.045, -.045, line) * front * mesh.smooth(.05, .35, under) * mesh.smooth(1., .6, x)
    return np.asarray(swags + layer)


def edge(points: np.ndarray, face: Opening, at: Places) -> np.ndarray:
    """(96, 3) the opening's edge on the cloth."""
    front = points.reshape(-1, 3)
    front = front[front[:, 1] < at.skull[1] - .1]
    off = np.abs(outside(front, face) - 1)
    turn = np.arctan2(front[:, 0] / face[1][0], (front[:, 2] - face[0]) / face[1][1])
    path = []
    for angle in np.linspace(0, 2 * np.pi, 97)[:-1]:
        apart = np.abs((turn - angle + np.pi) % (2 * np.pi) - np.pi)
        path.append(front[np.argsort(off + .5 * apart)[:6]].mean(0))
    return evened(np.array(path), 6, True)
