"""Puts a mouth into a base frame, in I420 from end to end."""

from dataclasses import dataclass

import cv2
import numpy as np

from .bundle import Bundle
from .colour import planes
from .mouth import MouthFrame, MouthWarp


@dataclass(frozen=True)
class Base:
    """A base frame: image (h * 3 / 2, w) uint8 I420; warp (gh, gw, 2) and gain (3, 2) of its mouth."""

    image: np.ndarray
    warp: np.ndarray
    gain: np.ndarray | None


class Renderer:
    """Draws mouths of one bundle. Holds no state between frames."""

    def __init__(self, bundle: Bundle) -> None:
        self._mouth = bundle.mouth
        self._warp = MouthWarp(bundle.mouth)
        self._box = bundle.box
        x0, y0, x1, y1 = bundle.box
        self._size = (x1 - x0, y1 - y0)

    def render(self, base: Base, mouth: MouthFrame, opacity: float = 1.0) -> np.ndarray:
        """A new I420 image; outside the bundle's box it is the base, byte for byte."""
        patch = self._patch(base, mouth)
        alpha = self._alpha(base.warp, opacity)
        image = np.array(base.image, order="C")
        self._paste(image, patch, alpha)
        return image

    def _patch(self, base: Base, mouth: MouthFrame) -> np.ndarray:
        """(bh, bw, 3) uint8 YUV: the mouth's units, each read through its own warp, mixed by weight."""
        patch = None
        maps = self._warp.maps(base.warp, mouth.shape, mouth.units)
        for (unit, weight), where in zip(mouth.units, maps, strict=True):
            full = cv2.resize(where, self._size, interpolation=cv2.INTER_LINEAR)
            picture = cv2.remap(
                self._mouth.units[unit], full, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            patch = picture if patch is None else cv2.addWeighted(patch, 1 - weight, picture, weight, 0)
        assert patch is not None  # noqa: S101
        return patch if base.gain is None else _matched(patch, base.gain)

    def _alpha(self, warp: np.ndarray, opacity: float) -> np.ndarray:
        full = cv2.resize(warp, self._size, interpolation=cv2.INTER_LINEAR)
        alpha = cv2.remap(self._mouth.mask, full, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return alpha if opacity == 1.0 else alpha * np.float32(opacity)

    def _paste(self, image: np.ndarray, patch: np.ndarray, alpha: np.ndarray) -> None:
        x0, y0, x1, y1 = self._box
        half = (self._size[0] // 2, self._size[1] // 2)
        y, u, v = planes(image)
        _blend(y[y0:y1, x0:x1], np.ascontiguousarray(patch[..., 0]), alpha)
        small = cv2.resize(patch, half, interpolation=cv2.INTER_AREA)
        small_alpha = cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)
        for plane, channel in ((u, 1), (v, 2)):
            _blend(
                plane[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2],
                np.ascontiguousarray(small[..., channel]),
                small_alpha,
            )


def _blend(target: np.ndarray, source: np.ndarray, alpha: np.ndarray) -> None:
    target[:] = cv2.blendLinear(np.ascontiguousarray(target), source, 1 - alpha, alpha)


def _matched(patch: np.ndarray, gain: np.ndarray) -> np.ndarray:
    middle = np.float32([0, 128, 128])
    scale = gain[:, 0]
    matrix = np.c_[np.diag(scale), gain[:, 1] + middle - scale * middle]
    return cv2.transform(patch, matrix.astype(np.float32))
