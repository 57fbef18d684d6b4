"""Necklines and what is sewn along them: bands and collars, laid around the neck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import cKDTree

from . import mesh
from .body import Body

CREW = (-.24, .13, .36)  # dm over the neck's joint: in front, at the side, behind
STEPS = 120  # around the neck
AXIS, BASE = -.15, .95  # dm the neck's middle lies before its joint; as far out as it reaches
LEAF, SPREAD = .52, .30  # dm and radians: a shirt's collar at its points
OPEN, SLOPE, WRAP = .55, .40, 1.1  # dm under the neck where a shirt opens, how fast, dm a dm; radians that give way
Rows = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Neckline:
    """A line around the neck: its height over the joint in front, at the side and behind, dm."""

    neck: np.ndarray
    front: float
    side: float
    back: float

    def height(self, turn: np.ndarray) -> np.ndarray:
        """z at `turn` radians from the front."""
        ahead = np.cos(turn)
        other = np.where(ahead > 0, self.front, self.back)
        return self.neck[2] + self.side + (other - self.side) * ahead**2

    def over(self, points: np.ndarray) -> np.ndarray:
        """(n,) dm above the line."""
        rise = points[:, 2] - self.height(turns(points, self.neck))
        return np.minimum(rise, BASE - np.hypot(points[:, 0], points[:, 1] - self.neck[1] - AXIS))


def turns(points: np.ndarray, neck: np.ndarray) -> np.ndarray:
    """(n,) radians from the front, seen from the neck's middle."""
    return np.arctan2(points[:, 0], neck[1] + AXIS - points[:, 1])


def evened(values: np.ndarray, rounds: int, closed: bool) -> np.ndarray:
    """Neighbours averaged along the first axis."""
    out = values.copy()
    for _ in range(rounds):
        mean = .25 * np.roll(out, 1, 0) + .5 * out + .25 * np.roll(out, -1, 0)
        out = mean if closed else np.concatenate([out[:1], mean[1:-1], out[-1:]])
    return out


class Around:
    """How far a garment's surface is from the neck's axis, by direction and height, and the skin's under it."""

    def __init__(self, body: Body, cloud: np.ndarray) -> None:
        self.neck = body.neck
        faces = [f for f in body.faces("body") if abs(body.rest[f[0], 2] - body.neck[2]) < 1.2]
        self.cloth, self.skin = self._reach(cloud), self._reach(mesh.sprinkle(body.rest, faces, 2))

    def _reach(self, cloud: np.ndarray) -> LinearNDInterpolator:
        neck = self.neck
        near = cloud[(np.abs(cloud[:, 2] - neck[2]) < 1.2) & (np.hypot(cloud[:, 0], cloud[:, 1] - neck[1]) < 1.7)]
        around, reach = turns(near, neck), np.hypot(near[:, 0], near[:, 1] - neck[1] - AXIS)
        around = np.concatenate([around - 2 * np.pi, around, around + 2 * np.pi])
        return LinearNDInterpolator(np.c_[around, np.tile(near[:, 2], 3)], np.tile(reach, 3))

    def place(self, turn: np.ndarray, z: np.ndarray, off: np.ndarray, lean: np.ndarray | float = 0.) -> np.ndarray:
        """(..., 3) dm: points `off` from the garment, or from the skin where `lean` is 1."""
        reach = off + self.cloth(turn, z) * (1 - lean) + np.nan_to_num(self.skin(turn, z)) * lean
        return np.stack([reach * np.sin(turn), self.neck[1] + AXIS - reach * np.cos(turn), z], -1)


def strip(around: Around, line: Neckline, rows: Rows) -> tuple[np.ndarray, list[mesh.Face]]:
    """A band along the line; rows: (rise over it in dm, dm off the surface, lean to the skin) from its seam on."""
    turn = np.linspace(0, 2 * np.pi, STEPS + 1)[:-1]
    rise, off, lean = np.array(rows).T
    z = line.height(turn)[:, None] + rise
    points = around.place(np.repeat(turn[:, None], len(rows), 1), z, off, lean)
    return evened(points, 2, True).reshape(-1, 3), grid(STEPS, len(rows), True)


def grid(n: int, rows: int, closed: bool) -> list[mesh.Face]:
    return [[i * rows + j, (i + 1) % n * rows + j, (i + 1) % n * rows + j + 1, i * rows + j + 1]
            for i in range(n if closed else n - 1) for j in range(rows - 1)]


def shirt_collar(around: Around, line: Neckline) -> tuple[np.ndarray, list[mesh.Face]]:
    """Stand and leaves: up along the neck, over, and down to two points in front, both sides open as the shirt is."""
    turn = np.linspace(.06, 2 * np.pi - .06, STEPS + 1)
    side = (turn + np.pi) % (2 * np.pi) - np.pi
    tip = np.clip((1.2 - np.abs(side)) / 1.1, 0, 1) ** 1.5
    fall = np.linspace(0, 1, 8)[1:]
    rise = np.concatenate([np.tile([-.08, .03, .12, .16], (len(turn), 1)),
                           .16 - (LEAF * (.6 + .4 * tip))[:, None] * fall], 1)
    z = line.height(turn)[:, None] + np.minimum(rise, .16)
    stand = np.arcsin(np.clip((z[:, :4] - line.neck[2] + OPEN) * SLOPE / around.skin(0., z[0, 1]), 0, .9))
    gap = np.concatenate([stand, np.repeat(stand[:, -1:], len(fall), 1)], 1)
    gap = gap * (np.sign(side) * mesh.smooth(WRAP, 0., np.abs(side)))[:, None]
    aside = gap + np.concatenate([np.zeros((len(turn), 4)), (np.sign(side) * SPREAD * tip)[:, None] * fall], 1)
    off = np.r_[.0, .03, .04, .055, .05 + .03 * np.sin(np.pi * fall)]
    lean = np.r_[.0, 1., 1., 1., 1 - mesh.smooth(0, .5, fall)]
    points = around.place(turn[:, None] + aside, line.height(turn)[:, None] + rise, off, lean)
    return points.reshape(-1, 3), grid(len(turn), len(off), False)


def fallen_collar(
    fold: np.ndarray, aim: np.ndarray, wide: float, cloud: np.ndarray, out: np.ndarray,
) -> np.ndarray:
    """(n, 11, 3) a jacket's collar: down inside of the fold (n, 3), and outwards along aim (n, 3) on the cloth.

    cloud, out: (m, 3) the jacket's points and normals.
    """
    v = np.linspace(0, 1, 9)
    flat = fold[:, None] + aim[:, None] * (wide * v)[:, None]
    near = cKDTree(cloud).query(flat, k=6)[1]
    place, normal = cloud[near].mean(2), mesh.unit(out[near].mean(2))
    lift = ((place - flat) * normal).sum(-1) + .035 + .05 * np.sin(np.pi * v) ** .7
    leaf = flat + normal * lift[..., None]
    leaf = np.concatenate([fold[:, None] + [0, 0, .02], leaf[:, 1:]], 1)
    leaf = evened(leaf, 2, False)
    inside = [fold - [0, 0, down] - aim * [1, 1, 0] * .03 for down in (.10, .04)]
    return np.concatenate([np.stack(inside, 1), leaf], 1)
