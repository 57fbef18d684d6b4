"""Which units of the mouth bank show a shape, and the warp that brings them onto it."""

from dataclasses import dataclass

import numpy as np

from .bundle import Mouth

Weights = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class MouthFrame:
    """What the mouth shows in one frame: shape (k,), and one or two units with weights that add up to 1."""

    shape: np.ndarray
    units: Weights


class UnitChooser:
    """Chooses units for a run of shapes: one carries a frame, a change in a calm mouth dissolves.

    The choice is the cheapest path (Viterbi) over how far each unit is from the shape asked for, in pixels,
    with a price for each change, so that teeth don't flicker between two units that are almost equally near.
    """

    CHANGE_PX = 1.5
    INSIDE_PX = 1.5  # the price of stretching closed lips into an open mouth, or of pressing an open one shut
    LOOK_PX = 0.5  # the price of what points don't tell (tongue, teeth), for one deviation of the bank
    CALM_PX = 2.0  # while lips move faster than this, their motion hides the change, and a mixture would show
    KINDS_PX = (0.5, 2.0)  # lips that meet, lips that nearly do, an open mouth

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth
        flat = mouth.points_basis.reshape(len(mouth.points_basis), -1).astype(np.float64)
        spread = np.maximum(mouth.shapes.std(0), 1e-6).astype(np.float64)
        look = np.diag(self.LOOK_PX**2 / spread**2 / len(spread))
        self._metric = flat @ flat.T / mouth.points_basis.shape[1] + look
        self._gaps = opening(mouth, mouth.shapes)
        self._kind = np.digitize(self._gaps, self.KINDS_PX)

    def distances(self, shapes: np.ndarray) -> np.ndarray:
        """shapes: (n, k) -> (n, u) how badly each unit fits, in pixels of the crop."""
        d = shapes[:, None].astype(np.float64) - self._mouth.shapes[None]
        far = np.sqrt(np.maximum(np.einsum("nuk,kl,nul->nu", d, self._metric, d, optimize=True), 0))
        gaps = opening(self._mouth, shapes)
        return far + self.INSIDE_PX * np.abs(np.log((gaps[:, None] + 1) / (self._gaps[None] + 1)))

    def plan(
        self, shapes: np.ndarray, begin: int | None = None, poses: np.ndarray | None = None
    ) -> list[MouthFrame]:
        """shapes: (n, k) -> n frames; `begin` is the unit shown before the first of them; drawn mouths fit any pose."""
        if not len(shapes):
            return []
        path = self._path(self.distances(shapes), begin)
        before = [path[0] if begin is None else begin, *path]
        gaps = lip_gap(self._mouth, shapes)
        calm = np.abs(np.diff(gaps, prepend=gaps[0])) < self.CALM_PX
        return [
            MouthFrame(shape, self._dissolve(old, new) if is_calm else ((new, 1.0),))
            for shape, old, new, is_calm in zip(shapes, before, path, calm, strict=False)
        ]

    def _path(self, cost: np.ndarray, begin: int | None) -> list[int]:
        n, u = cost.shape
        total = cost[0].copy()
        if begin is not None:
            total += self.CHANGE_PX
            total[begin] -= self.CHANGE_PX
        came = np.empty((n, u), np.int32)
        own = np.arange(u)
        for i in range(1, n):
            best = int(total.argmin())
            stay = total <= total[best] + self.CHANGE_PX
            came[i] = np.where(stay, own, best)
            total = np.where(stay, total, total[best] + self.CHANGE_PX) + cost[i]
        path = [int(total.argmin())]
        for i in range(n - 1, 0, -1):
            path.append(int(came[i][path[-1]]))
        return path[::-1]

    def _dissolve(self, before: int, now: int) -> Weights:
        """Only mouths of a kind mix: teeth must not shine through lips that meet."""
        if before == now or self._kind[before] != self._kind[now]:
            return ((now, 1.0),)
        return ((now, 0.6), (before, 0.4))


class MouthWarp:
    """Warps between the points of two shapes: a Gaussian-weighted mean of the points' shifts."""

    WIDTH = 0.04  # of the crop's width
    REACH = 0.12

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth
        self._unit_points = mouth.points(mouth.shapes)
        width = mouth.mask.shape[1]
        self._near = np.float32(-0.5 / (self.WIDTH * width) ** 2)
        self._far = np.float32(-0.5 / (self.REACH * width) ** 2)

    def maps(
        self, at: np.ndarray, shape: np.ndarray, units: tuple[tuple[int, float], ...]
    ) -> list[np.ndarray]:
        """Where each unit's picture is to be read so that it shows `shape`.

        at: (gh, gw, 2) float32 canonical crop coordinates -> one (gh, gw, 2) float32 for each unit.
        """
        points = self._mouth.points(shape)
        x = at.reshape(-1, 2)
        d2 = (x**2).sum(1)[:, None] + (points**2).sum(1)[None] - 2 * x @ points.T
        nearest = d2.min(1, keepdims=True)
        weight = np.exp(self._near * (d2 - nearest))
        weight *= np.exp(self._far * np.maximum(nearest, 0)) / weight.sum(1, keepdims=True)
        return [(x + weight @ (self._unit_points[u] - points)).reshape(at.shape) for u, _ in units]


def lip_gap(mouth: Mouth, shapes: np.ndarray) -> np.ndarray:
    """shapes: (n, k) -> (n,) pixels of the crop between the inner lips; below zero where they press."""
    y = mouth.points(shapes)[..., 1]
    return (y[..., mouth.inner_bottom] - y[..., mouth.inner_top]).mean(-1)


def opening(mouth: Mouth, shapes: np.ndarray) -> np.ndarray:
    """shapes: (n, k) -> (n,) pixels of the crop that are seen between the inner lips: none where they press."""
    return np.maximum(lip_gap(mouth, shapes), 0)
