"""Necklines and what is sewn along them: bands and collars, laid around the neck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import LinearNDInterpolator

from . import mesh

CREW = (-.24, .13, .36)  # dm over the neck's joint: in front, at the side, behind
STEPS = 120  # around the neck
LEAF = .42  # dm, a shirt's collar at its points
Rows = tuple[float, ...]


@dataclass(frozen=True)
class Neckline:
    """A line around the neck: its height over the joint in front, at the side and behind, dm."""

    neck: np.ndarray
    front: float
    side: float
    back: float

    def height(self, turn: np.ndarray) -> np.ndarray:
        """z at `turn` radians from the front."""
        c = np.cos(turn)
        return self.neck[2] + self.side + np.where(c > 0, (self.front - self.side) * c**2, (self.back - self.side) * c**2)

    def over(self, points: np.ndarray) -> np.ndarray:
        """(n,) dm above the line."""
        return points[:, 2] - self.height(turns(points, self.neck))


def turns(points: np.ndarray, neck: np.ndarray) -> np.ndarray:
    """(n,) radians from the front, seen from the neck's middle."""
    return np.arctan2(points[:, 0], neck[1] - .15 - points[:, 1])


class Around:
    """How far a garment's surface is from the neck's axis, by direction and height."""

    def __init__(self, neck: np.ndarray, cloud: np.ndarray) -> None:
        self.neck = neck
        near = cloud[(cloud[:, 2] > neck[2] - 1.6) & (np.hypot(cloud[:, 0], cloud[:, 1] - neck[1]) < 1.7)]
        turn, reach = turns(near, neck), np.hypot(near[:, 0], near[:, 1] - neck[1] + .15)
        around = np.concatenate([turn - 2 * np.pi, turn, turn + 2 * np.pi])
        self.known = LinearNDInterpolator(np.c_[around, np.tile(near[:, 2], 3)], np.tile(reach, 3))

    def place(self, turn: np.ndarray, z: np.ndarray, off: np.ndarray) -> np.ndarray:
        """(..., 3) dm: points `off` from the surface."""
        reach = self.known(turn, z) + off
        return np.stack([reach * np.sin(turn), self.neck[1] - .15 - reach * np.cos(turn), z], -1)


def strip(around: Around, line: Neckline, rise: Rows, off: Rows, end: float = 0.) -> tuple[np.ndarray, list[mesh.Face]]:
    """Rows of points at `rise` dm over the line and `off` dm from the garment; from `end` radians behind the front."""
    turn = np.linspace(end, 2 * np.pi - end, STEPS + 1)
    closed = end == 0
    turn = turn[:-1] if closed else turn
    z = line.height(turn)[:, None] + np.array(rise)
    points = around.place(np.repeat(turn[:, None], len(rise), 1), z, np.broadcast_to(np.array(off), z.shape))
    return points.reshape(-1, 3), grid(len(turn), len(rise), closed)


def grid(n: int, rows: int, closed: bool) -> list[mesh.Face]:
    return [[i * rows + j, (i + 1) % n * rows + j, (i + 1) % n * rows + j + 1, i * rows + j + 1]
            for i in range(n if closed else n - 1) for j in range(rows - 1)]


def shirt_collar(around: Around, line: Neckline) -> tuple[np.ndarray, list[mesh.Face]]:
    """Stand and leaves: up along the neck, over, and down to two points in front."""
    turn = np.linspace(.16, 2 * np.pi - .16, STEPS + 1)
    front = np.abs((turn + np.pi) % (2 * np.pi) - np.pi)
    leaf = LEAF * (.62 + .38 * mesh.smooth(1.3, .25, front))
    fall = np.linspace(0, 1, 7)
    rise = np.concatenate([np.array([[-.06, .05, .15, .20]]).repeat(len(turn), 0), .20 - leaf[:, None] * fall[1:]], 1)
    off = np.r_[.0, .005, .005, .02, .045 + .02 * np.sin(np.pi * fall[1:])]
    points = around.place(np.repeat(turn[:, None], len(off), 1), line.height(turn)[:, None] + rise,
                          np.broadcast_to(off, rise.shape))
    return points.reshape(-1, 3), grid(len(turn), len(off), False)
