"""Which real frames carry a run of shapes: the cheapest path (Viterbi), which likes to stay in the film's own order."""

import numpy as np

from .bundle import Mouth
from .mouth import MouthFrame, Weights, opening
from .own import OwnMouth

INNER, OTHER = 2.0, 1.0  # how much the points of the inner lips count
CANDIDATES = 20
POSE_SHARE = 0.35
LOOK_PX = 4.0  # the price of looking otherwise than such a mouth does (tongue, teeth), for one grey level
INSIDE_PX = 2.5  # the price of stretching closed lips into an open mouth, or of pressing an open one shut
CUT_PX, JUMP_SHARE = 0.8, 0.3  # a cut's price, and that of the difference between the two frames
HOLD_PX = 0.3  # the price of showing a frame for longer than it was filmed
KINDS_PX = (1.0, 3.0)  # lips that meet, lips that nearly do, an open mouth
SHARES = (0.5,)  # of the run before, in the first frames after a cut
ALIKE = 4.0  # grey levels between two mouths that may mix
_AXES = 16  # that tell how far units are apart


class OwnChooser:
    """Chooses units of one bundle; immutable, so sessions may share it."""

    def __init__(self, mouth: Mouth, allowed: np.ndarray | None = None) -> None:
        """allowed: (u,) bool, units that may be shown; None for all."""
        self._mouth, own = mouth, mouth.filmed
        weight = np.full(len(mouth.points_mean), OTHER, np.float32)
        weight[mouth.inner_top] = weight[mouth.inner_bottom] = INNER
        self._weight = np.sqrt(weight / weight.sum())[:, None]
        still = own.points - np.tensordot(own.pose, own.pose_basis, 1)
        self._points = (still * self._weight).reshape(len(still), -1)
        self._square = (self._points**2).sum(1)
        self._gaps = opening(mouth, mouth.shapes)
        self._kind = np.digitize(_measured_gap(mouth, own.points), KINDS_PX)
        self._pose = (np.tensordot(own.pose, own.pose_basis, 1) * self._weight).reshape(len(still), -1)
        self._barred = (
            np.zeros(len(still), np.float32) if allowed is None else np.where(allowed, 0, np.float32(1e6))
        )
        self._next = _successors(own)
        self._coarse = _coarse(self._points)
        self._look_square = (own.look**2).sum(1)

    def distances(self, shapes: np.ndarray, poses: np.ndarray | None = None) -> np.ndarray:
        """shapes: (n, k), poses: (n, p) -> (n, u) how badly each unit fits, in pixels of the crop."""
        points = self._mouth.points(shapes)
        flat = (points * self._weight).reshape(len(shapes), -1)
        cost = np.sqrt(np.maximum((flat**2).sum(1)[:, None] + self._square - 2 * flat @ self._points.T, 0))
        gaps = opening(self._mouth, shapes)
        cost += INSIDE_PX * np.abs(np.log((gaps[:, None] + 1.5) / (self._gaps + 1.5)))
        cost += LOOK_PX * self._unlike(shapes, poses)
        if poses is not None:
            turned = (np.tensordot(poses, self._mouth.filmed.pose_basis, 1) * self._weight).reshape(
                len(poses), -1
            )
            square = (turned**2).sum(1)[:, None] + (self._pose**2).sum(1) - 2 * turned @ self._pose.T
            cost += POSE_SHARE * np.sqrt(np.maximum(square, 0))
        return np.asarray(cost + self._barred)

    def _unlike(self, shapes: np.ndarray, poses: np.ndarray | None) -> np.ndarray:
        """(n, u) grey levels between what a mouth of these shapes looks like, softened, and each unit."""
        own = self._mouth.filmed
        turned = np.tile(own.pose.mean(0), (len(shapes), 1)) if poses is None else poses
        asked = own.appearance.components(np.concatenate([shapes, turned], 1))
        d2 = (asked**2).sum(1)[:, None] + self._look_square - 2 * asked @ own.look.T
        return np.asarray(np.sqrt(np.maximum(d2, 0) / own.appearance.cells))

    def plan(
        self, shapes: np.ndarray, begin: int | None = None, poses: np.ndarray | None = None
    ) -> list[MouthFrame]:
        """shapes: (n, k) -> n frames; `begin`: the unit shown before the first; poses: (n, p) of the bases."""
        if not len(shapes):
            return []
        frames: list[MouthFrame] = []
        running, since = begin, len(SHARES)  # the run that a dissolve comes from
        before = begin
        for shape, unit in zip(shapes, self._path(self.distances(shapes, poses), begin), strict=True):
            if before is not None and unit not in (before, self._next[before]):
                running, since = before, 0
            running = running if running is None else self._onward(running)
            frames.append(MouthFrame(shape, self._weights(unit, running, since)))
            before, since = unit, since + 1
        return frames

    def _weights(self, unit: int, old: int | None, since: int) -> Weights:
        """After a cut the old run fades. Only mouths alike mix: teeth must not shine through lips that meet."""
        if old is None or since >= len(SHARES) or old == unit or not self._alike(old, unit):
            return ((unit, 1.0),)
        return ((unit, 1 - SHARES[since]), (old, SHARES[since]))

    def _alike(self, a: int, b: int) -> bool:
        own = self._mouth.filmed
        far = np.sqrt(((own.look[a] - own.look[b]) ** 2).sum() / own.appearance.cells)
        return bool(self._kind[a] == self._kind[b] and far < ALIKE)

    def _onward(self, unit: int) -> int:
        following = int(self._next[unit])
        return unit if following < 0 else following

    def _path(self, cost: np.ndarray, begin: int | None) -> list[int]:
        count = min(CANDIDATES, cost.shape[1])
        near = np.argpartition(cost, count - 1, 1)[:, :count]
        own = np.take_along_axis(cost, near, 1)
        total = own[0] if begin is None else own[0] + self._changes(np.array([begin]), near[0])[0]
        came = np.zeros(near.shape, np.int64)
        for i in range(1, len(near)):
            ways = total[:, None] + self._changes(near[i - 1], near[i])
            came[i] = ways.argmin(0)
            total = ways.min(0) + own[i]
        at = int(total.argmin())
        path = [int(near[-1][at])]
        for i in range(len(near) - 1, 0, -1):
            at = int(came[i][at])
            path.append(int(near[i - 1][at]))
        return path[::-1]

    def _changes(self, old: np.ndarray, new: np.ndarray) -> np.ndarray:
        """(a,), (b,) units -> (a, b) the price of showing `new` after `old`."""
        jump = np.linalg.norm(self._coarse[old][:, None] - self._coarse[new][None], axis=-1)
        price = CUT_PX + JUMP_SHARE * jump
        price[old[:, None] == new[None]] = HOLD_PX
        price[self._next[old][:, None] == new[None]] = 0.0
        return price


def _coarse(points: np.ndarray) -> np.ndarray:
    """(u, d) -> (u, 16) whose distances are nearly the same."""
    centred = points - points.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ axes[:, -_AXES:], np.float32)


def _measured_gap(mouth: Mouth, points: np.ndarray) -> np.ndarray:
    y = points[..., 1]
    return (y[:, mouth.inner_bottom] - y[:, mouth.inner_top]).mean(1)


def _successors(own: OwnMouth) -> np.ndarray:
    """(u,) the unit that was filmed right after each, -1 where there is none."""
    where = {int(source): i for i, source in enumerate(own.source)}
    return np.array([where.get(int(source) + 1, -1) for source in own.source])
