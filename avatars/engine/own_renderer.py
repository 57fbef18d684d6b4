"""Puts a real frame's mouth into a base frame of footage, whose jaw moves along."""

import cv2
import numpy as np

from .bundle import Mouth
from .colour import planes
from .mouth import MouthFrame
from .own import OwnBase
from .renderer import NO_MAP, Base

NODE_PX = 8
WIDTH, REACH = 0.04, 0.12  # of the crop's side: how far one point pulls alone, and all of them together
EDGE_PX = 14  # at the crop's edge the base stays where it was
STILL_PX = 0.05
MIDDLE = 128  # no detail


class OwnRenderer:
    """Draws mouths of one bundle of footage. Holds no state between frames.

    Each unit is read once, through one map from the base frame to the unit as it was filmed: turn, scale and warp
    together, so that nothing is resampled twice.
    """

    def __init__(self, mouth: Mouth) -> None:
        self._mouth, self._own = mouth, mouth.filmed
        side = mouth.mask.shape[1]
        self._side = side
        self._near = np.float32(-0.5 / (WIDTH * side) ** 2)
        self._far = np.float32(-0.5 / (REACH * side) ** 2)
        self._mean = mouth.points_mean

    def render(self, base: Base, mouth: MouthFrame, opacity: float = 1.0) -> np.ndarray:
        """A new I420 image, (h * 3 / 2, w) uint8; outside the base's crop it is the base, byte for byte."""
        own = base.filmed
        image = np.array(base.image, order="C")
        box = self._box(own.place, image)
        nodes = _nodes(box)
        x = nodes.reshape(-1, 2) @ own.place[:, :2].T + own.place[:, 2]
        turned = np.tensordot(own.pose, self._own.pose_basis, 1)
        target = self._mouth.points(mouth.shape) + turned
        there = [
            self._mean,
            self._mouth.points(own.own) + turned,
            *(self._own.points[u] for u, _ in mouth.units),
        ]
        shifts = self._spread(x, target, [p - target for p in there])
        grid = nodes.shape
        self._move_jaw(image, box, (shifts[1] * self._inside(x)).reshape(grid), own.place, opacity)
        at_mean = (x + shifts[0]).reshape(grid)
        at_units = [x + s for s in shifts[2:]]
        self._paste(image, box, mouth, at_mean, [a.reshape(grid) for a in at_units], own, opacity)
        return image

    def _box(self, place: np.ndarray, image: np.ndarray) -> tuple[int, int, int, int]:
        """Where the crop lies in the picture: even x0, y0, x1, y1."""
        corners = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32) * self._side
        at = (corners - place[:, 2]) @ np.linalg.inv(place[:, :2]).T
        h, w = image.shape[0] * 2 // 3, image.shape[1]
        low = np.clip(np.floor(at.min(0) / 2) * 2, 0, (w - 16, h - 16)).astype(int)
        high = np.clip(np.ceil(at.max(0) / 2) * 2, low + 16, (w, h)).astype(int)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])

    def _spread(self, x: np.ndarray, points: np.ndarray, shifts: list[np.ndarray]) -> list[np.ndarray]:
        """The points' shifts (m, 2), carried to every place x (g, 2) by a Gaussian-weighted mean.

        A mean moves a point by less than its own shift where its neighbours go elsewhere, as lips do that part: what it
        lacks there is added to the shifts first.
        """
        asked = np.concatenate(shifts, 1).astype(np.float32)
        lacking = asked - self._mean_of(points, points) @ asked
        moved = self._mean_of(x, points) @ (asked + lacking)
        return [moved[:, 2 * i : 2 * i + 2] for i in range(len(shifts))]

    def _mean_of(self, x: np.ndarray, points: np.ndarray) -> np.ndarray:
        """(g, m) how much each of the points (m, 2) says at the places x (g, 2): far from all of them, nothing."""
        d2 = (x**2).sum(1)[:, None] + (points**2).sum(1)[None] - 2 * x @ points.T
        nearest = d2.min(1, keepdims=True)
        weight = np.exp(self._near * (d2 - nearest))
        weight *= np.exp(self._far * np.maximum(nearest, 0)) / weight.sum(1, keepdims=True)
        return np.asarray(weight, np.float32)

    def _inside(self, x: np.ndarray) -> np.ndarray:
        """(g, 1) 1 inside the crop, 0 at its edge."""
        edge = np.minimum(x, self._side - 1 - x).min(1, keepdims=True)
        return np.clip(edge / EDGE_PX, 0, 1).astype(np.float32)

    def _move_jaw(
        self,
        image: np.ndarray,
        box: tuple[int, int, int, int],
        shift: np.ndarray,
        place: np.ndarray,
        share: float,
    ) -> None:
        """The base itself, warped so that its chin and cheeks are where the new mouth has them."""
        if np.abs(shift).max() < STILL_PX:
            return
        moved = (shift @ np.linalg.inv(place[:, :2]).T * share).astype(np.float32)
        x0, y0, x1, y1 = box
        for plane, scale in zip(planes(image), (1, 2, 2), strict=True):
            part = plane[y0 // scale : y1 // scale, x0 // scale : x1 // scale]
            h, w = part.shape
            at = cv2.resize(moved, (w, h), interpolation=cv2.INTER_LINEAR) / np.float32(scale) + _own_place(
                w, h
            )
            kind = cv2.INTER_CUBIC if scale == 1 else cv2.INTER_LINEAR
            part[:] = cv2.remap(
                np.ascontiguousarray(part), at, NO_MAP, kind, borderMode=cv2.BORDER_REPLICATE
            )

    def _paste(
        self,
        image: np.ndarray,
        box: tuple[int, int, int, int],
        mouth: MouthFrame,
        at_mean: np.ndarray,
        at_units: list[np.ndarray],
        own: OwnBase,
        opacity: float,
    ) -> None:
        x0, y0, x1, y1 = box
        full, half = (x1 - x0, y1 - y0), ((x1 - x0) // 2, (y1 - y0) // 2)
        mean = cv2.resize(at_mean, half, interpolation=cv2.INTER_LINEAR)
        alpha = cv2.remap(self._mouth.mask, mean, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        alpha = alpha * np.float32(opacity)
        tone = self._tone(mouth, mean, own)
        light, colour = self._units(mouth, at_units, full, half)
        light = cv2.add(
            light, cv2.resize(tone[..., 0], full, interpolation=cv2.INTER_LINEAR), dtype=cv2.CV_8U
        )
        colour = cv2.add(colour, tone[..., 1:], dtype=cv2.CV_8U)
        y, u, v = planes(image)
        _blend(y[y0:y1, x0:x1], light, cv2.resize(alpha, full, interpolation=cv2.INTER_LINEAR))
        for plane, channel in ((u, 0), (v, 1)):
            target = plane[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2]
            _blend(target, cv2.extractChannel(colour, channel), alpha)

    def _units(
        self, mouth: MouthFrame, at_units: list[np.ndarray], full: tuple[int, int], half: tuple[int, int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Light (h, w) and colour (h / 2, w / 2, 2) of the mouth's units, mixed by weight."""
        parts = []
        for (unit, _), at in zip(mouth.units, at_units, strict=True):
            affine = self._own.affine[unit]
            where = (at @ affine[:, :2].T + affine[:, 2]).astype(np.float32)
            fine = cv2.resize(where, full, interpolation=cv2.INTER_LINEAR)
            coarse = (cv2.resize(where, half, interpolation=cv2.INTER_LINEAR) - np.float32(0.5)) / 2
            light = np.asarray(self._mouth.light[unit])
            colour = np.asarray(self._mouth.colour[unit])
            parts.append((
                cv2.remap(light, fine, NO_MAP, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
                cv2.remap(colour, coarse, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
            ))  # fmt: skip
        if len(parts) == 1:
            return parts[0]
        (_, a), (_, b) = mouth.units
        return tuple(cv2.addWeighted(p, a, q, b, 0) for p, q in zip(*parts, strict=True))

    def _tone(self, mouth: MouthFrame, mean: np.ndarray, own: OwnBase) -> np.ndarray:
        """(h / 2, w / 2, 3) float32: the base's light, and what this very shape looks like without its detail."""
        tone = self._own.appearance.picture(mouth.shape, own.pose)
        q = tone.shape[0]
        tone += cv2.resize(own.tone, (q, q), interpolation=cv2.INTER_LINEAR) - np.float32(MIDDLE)
        at = (mean + np.float32(0.5)) * np.float32(q / self._side) - np.float32(0.5)
        return cv2.remap(tone, at, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _nodes(box: tuple[int, int, int, int]) -> np.ndarray:
    """(gh, gw, 2) places in the picture whose grid cv2.resize brings to the size of `box`."""
    x0, y0, x1, y1 = box
    gw, gh = max(2, (x1 - x0) // NODE_PX), max(2, (y1 - y0) // NODE_PX)
    x = x0 + (np.arange(gw, dtype=np.float32) + 0.5) * (x1 - x0) / gw - 0.5
    y = y0 + (np.arange(gh, dtype=np.float32) + 0.5) * (y1 - y0) / gh - 0.5
    return np.stack(np.meshgrid(x, y), -1).astype(np.float32)


def _own_place(w: int, h: int) -> np.ndarray:
    x, y = np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32)
    return np.stack(np.meshgrid(x, y), -1)


def _blend(target: np.ndarray, source: np.ndarray, alpha: np.ndarray) -> None:
    target[:] = cv2.blendLinear(np.ascontiguousarray(target), source, 1 - alpha, alpha)
