"""A headscarf: cloth wrapped around head and neck, open at the face, falling on the chest."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter, maximum_filter

from . import mesh
from .body import Body
from .clothes import Garment, Held, cloth, garment, tube
from .collars import evened
from .skin import Places

AROUND, DOWN = 144, 110  # points of the cloth around and from the crown to the chest
CROWN = 46  # of DOWN lie over the skull, the rest hang
OFF, OVER_COLLAR = .07, .06  # dm between skin and cloth, and more where another garment is under it
SNUG = .012  # at the edge of the face
LOWEST, SLANT = 1.75, 1.25  # dm below the neck, and how much less of it a dm to the side
SHOULDER = 1.15  # dm to the side: farther out it lies on no shoulder, it ends
INWARD = .55  # how steeply the cloth may fall inwards, dm a dm


def build(body: Body, at: Places, looks: dict[str, Any]) -> list[Garment]:
    """looks: col, kind (a cloth), open (half width of the face's opening, dm)."""
    points = wrapped(body, at, opening(at, looks))
    quads = [[i * AROUND + j, i * AROUND + (j + 1) % AROUND, (i + 1) * AROUND + (j + 1) % AROUND, (i + 1) * AROUND + j]
             for i in range(DOWN - 1) for j in range(AROUND)]
    flat, middle, half = points.reshape(-1, 3), *opening(at, looks)

    def face(m: Any, x: Any, y: Any, z: Any) -> Any:
        across = m.math("POWER", m.math("ABSOLUTE", m.math("DIVIDE", x, half[0])), 2.2)
        along = m.math("POWER", m.math("ABSOLUTE", m.math("DIVIDE", m.math("SUBTRACT", z, middle), half[1])), 2.2)
        hole = m.times(m.math("LESS_THAN", m.add(across, along), 1.), m.math("LESS_THAN", y, at.skull[1] - .1))
        return m.math("MAXIMUM", hole, below_hem(m, x, z, at))

    kind, colour = looks.get("kind", "cotton"), looks["col"]
    follow = .12 + .88 * mesh.smooth(at.neck[2] - .35, at.neck[2] + .55, flat[:, 2])
    hood = garment("scarf", flat, quads, cloth(colour, kind, face), 1, follow, .012)
    path = edge(points, middle, half, at)
    hem, hem_faces = tube(path, (.013, .011), 8, True, (0., 1., 0.))
    hem_follow = np.ones(len(hem))
    edging = garment("hem", hem, hem_faces, cloth(colour, kind), 1, hem_follow)
    for part in (hood, edging):
        part.held = Held.on(body, part.points)
    return [hood, edging]


def opening(at: Places, looks: dict[str, Any]) -> tuple[float, tuple[float, float]]:
    """Height of the middle, half width and half height of the opening, a superellipse seen from the front."""
    top, bottom = at.eye[2] + looks.get("brow", .50), at.lip_z - looks.get("chin", .45)
    return (top + bottom) / 2, (looks.get("open", .635), (top - bottom) / 2)


def below_hem(m: Any, x: Any, z: Any, at: Places) -> Any:
    """1 under the lower edge: the cloth ends on the shoulders and falls to a point on the chest."""
    depth = m.math("SUBTRACT", LOWEST, m.times(m.math("ABSOLUTE", x), SLANT))
    return m.math("LESS_THAN", z, m.math("SUBTRACT", at.neck[2], m.math("MAXIMUM", depth, .12)))


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


def wrapped(body: Body, at: Places, face: tuple[float, tuple[float, float]]) -> np.ndarray:
    """(DOWN, AROUND, 3): the body's own hull around those rays, smoothed as cloth hangs, with folds."""
    origins, directions = rays(at)
    tight = smoothed(hull(body, at, origins, directions), 1.)
    over_collar = OVER_COLLAR * mesh.smooth(CROWN * 1.2, CROWN * 1.6, np.arange(DOWN))[:, None]
    radius = smoothed(maximum_filter(tight, (5, 5), mode=("nearest", "wrap")), 2.5) + OFF + over_collar
    for row in range(CROWN, DOWN):
        drop = origins[row - 1, 0, 2] - origins[row, 0, 2]
        radius[row] = np.maximum(radius[row], radius[row - 1] - INWARD * drop)
    radius = smoothed(radius, 1.5) + folds(radius.shape)
    spot = origins + directions * radius[..., None]
    away = np.hypot(spot[..., 0] / face[1][0], (spot[..., 2] - face[0]) / face[1][1])
    snug = (1 - mesh.smooth(1., 1.35, away)) * (spot[..., 1] < at.skull[1])
    snug = snug * mesh.smooth(-.75, -.45, spot[..., 2] - at.lip_z)
    radius = radius * (1 - snug) + (tight + SNUG) * snug
    return np.asarray(origins + directions * radius[..., None])


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


def folds(shape: tuple[int, int]) -> np.ndarray:
    """(DOWN, AROUND) dm: fine folds along the face, swags around the neck, long ones on the chest, one end over it."""
    rng = np.random.default_rng(4)

    def field(down: float, around: float) -> np.ndarray:
        rough = gaussian_filter(rng.normal(size=shape), (down, around), mode=("nearest", "wrap"))
        return np.asarray(rough / rough.std())

    def creases(noise: np.ndarray) -> np.ndarray:
        """Round ridges with sharp valleys between, as cloth folds."""
        return 1 - np.abs(noise)

    row, turn = np.arange(shape[0])[:, None], np.linspace(0, 2 * np.pi, shape[1], endpoint=False)[None]
    neck = mesh.smooth(CROWN * 1.25, CROWN * 1.6, row) * mesh.smooth(DOWN * .82, DOWN * .62, row)
    chest = mesh.smooth(DOWN * .58, DOWN * .75, row)
    side = (turn + np.pi) % (2 * np.pi) - np.pi  # 0 in front
    over = 1.15 - 2.3 * mesh.smooth(CROWN * 1.15, DOWN * .95, row)
    layer = .045 * mesh.smooth(-.03, .03, side - over) * (np.abs(side) < 1.7)
    layer = layer * mesh.smooth(CROWN * 1.1, CROWN * 1.3, row)
    swags, long = .06 * neck * creases(field(1.6, 9.)), .05 * chest * creases(field(7., 2.2))
    return np.asarray(.03 * mesh.smooth(CROWN * .2, CROWN * .7, row) * creases(field(6., 1.5)) + swags + long + layer)


def edge(points: np.ndarray, middle: float, half: tuple[float, float], at: Places) -> np.ndarray:
    """(97, 3) the opening's edge on the cloth."""
    front = points.reshape(-1, 3)
    front = front[front[:, 1] < at.skull[1] - .1]
    off = np.abs((np.abs(front[:, 0] / half[0]) ** 2.2 + np.abs((front[:, 2] - middle) / half[1]) ** 2.2) - 1)
    turn = np.arctan2(front[:, 0] / half[0], (front[:, 2] - middle) / half[1])
    path = []
    for angle in np.linspace(0, 2 * np.pi, 97)[:-1]:
        apart = np.abs((turn - angle + np.pi) % (2 * np.pi) - np.pi)
        path.append(front[np.argsort(off + .5 * apart)[:6]].mean(0))
    return evened(np.array(path), 6, True)
