"""Motion of the rendered picture by the motion of the mesh under it: head pose, brows, breath.

Points of skin, hair and clothes are moved in three dimensions and projected; their image motion,
gathered on a coarse grid and inverted by fixed-point iteration, moves the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

CELLS = 64  # grid points of the flow, either way
SPOTS = 128  # places where it is inverted, either way
DEPTH_SLACK = .35  # dm behind the frontmost point of a cell that still counts as visible


@dataclass(frozen=True)
class Pose:
    """One moment of a presenter: head angles in radians, sway and breath in dm, brow raise 0..1."""

    pitch: float = 0.
    yaw: float = 0.
    roll: float = 0.
    sway: float = 0.
    breath: float = 0.
    brow: float = 0.

    def row(self) -> list[float]:
        return [self.pitch, self.yaw, self.roll, self.sway, self.breath]


@dataclass
class MeshFlow:
    """points (n, 3) dm; follow (n,) share of the head's motion; brow (n, 3) motion for brow = 1; rest: its pose."""

    points: np.ndarray
    follow: np.ndarray
    brow: np.ndarray
    neck: np.ndarray
    camera: np.ndarray  # (4, 4) world to camera
    focal: float  # pixels
    size: int
    rest: Pose = Pose()
    kept: np.ndarray = field(init=False)
    cell: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.kept = np.arange(len(self.points))
        at, depth = self.project(self.moved(self.rest))
        inside = np.where(((at >= 0) & (at < self.size)).all(1))[0]
        column, row = (at[inside] * CELLS / self.size).astype(int).T
        cell = row * CELLS + column
        nearest = np.full(CELLS * CELLS, np.inf)
        np.minimum.at(nearest, cell, depth[inside])
        seen = depth[inside] < nearest[cell] + DEPTH_SLACK
        self.kept, self.cell = inside[seen], cell[seen]
        self._rest = at[self.kept]

    def project(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n, 3) dm -> (n, 2) pixels and (n,) depth."""
        p = np.c_[points, np.ones(len(points))] @ self.camera.T
        half = self.size / 2
        return np.stack([half + self.focal * p[:, 0] / -p[:, 2], half - self.focal * p[:, 1] / -p[:, 2]], -1), -p[:, 2]

    def moved(self, pose: Pose) -> np.ndarray:
        """The visible points under a pose, in dm; each turns by its own share of the head's angles."""
        follow = self.follow[self.kept]
        x = self.points[self.kept] + pose.brow * self.brow[self.kept] - self.neck
        x = turn(x, follow * pose.roll, 0, 2)
        x = turn(x, follow * pose.pitch, 2, 1)
        x = turn(x, follow * pose.yaw, 1, 0)
        lift = pose.breath * (1 - .55 * follow)
        return x + self.neck + np.stack([np.full_like(lift, pose.sway), -.4 * lift * (1 - follow), lift], -1)

    def forward(self, pose: Pose) -> np.ndarray:
        """(SPOTS, SPOTS, 2) float32: how many pixels each spot of the rest picture moves."""
        motion = self.project(self.moved(pose))[0] - self._rest
        count = np.bincount(self.cell, minlength=CELLS**2)
        total = np.stack([np.bincount(self.cell, axis, CELLS**2) for axis in motion.T], -1)
        grid = (total / np.maximum(count, 1)[:, None]).reshape(CELLS, CELLS, 2).astype(np.float32)
        grid = fill_empty(grid, count.reshape(CELLS, CELLS) > 0)
        return cv2.resize(cv2.GaussianBlur(grid, (0, 0), 1.1), (SPOTS, SPOTS), interpolation=cv2.INTER_CUBIC)

    def source(self, pose: Pose) -> np.ndarray:
        """(size, size, 2) float32: for each pixel of the posed frame, the rest pixel it shows."""
        flow = self.forward(pose)
        spots = pixel_places(SPOTS)
        back = flow
        for _ in range(4):
            at = spots - back * (SPOTS / self.size)
            back = cv2.remap(flow, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        back = cv2.resize(back, (self.size, self.size), interpolation=cv2.INTER_LINEAR)
        return np.asarray(pixel_places(self.size) - back)


def pixel_places(n: int) -> np.ndarray:
    """(n, n, 2) float32: x and y of every pixel."""
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    return np.stack([x, y], -1)


def turn(x: np.ndarray, angle: np.ndarray, a: int, b: int) -> np.ndarray:
    """Turns points by an angle each in the plane of axes a and b: x_a' = cos x_a + sin x_b."""
    out = x.copy()
    cos, sin = np.cos(angle), np.sin(angle)
    out[:, a] = cos * x[:, a] + sin * x[:, b]
    out[:, b] = cos * x[:, b] - sin * x[:, a]
    return out


def fill_empty(grid: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Empty cells take the motion of the nearest known one."""
    _, label = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    lookup = np.zeros((label.max() + 1, 2), np.float32)
    lookup[label[known]] = grid[known]
    return lookup[label]
