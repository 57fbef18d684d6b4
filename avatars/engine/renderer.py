"""Puts a mouth into a base frame, in I420 from end to end."""

from dataclasses import dataclass

import cv2
import numpy as np

from .bundle import Bundle
from .colour import planes
from .errors import BundleError
from .mouth import MouthFrame, MouthWarp
from .own import OwnBase

NO_MAP = np.empty(0, np.float32)  # both coordinates are in the first map


@dataclass(frozen=True)
class Base:
    """A base frame: image (h * 3 / 2, w) uint8 I420; warp (gh, gw, 2) and gain (3, 2) of its mouth; own: of footage;
    alpha (h, w) uint8, where a background goes behind it."""

    image: np.ndarray
    warp: np.ndarray
    gain: np.ndarray | None
    own: OwnBase | None = None
    alpha: np.ndarray | None = None

    @property
    def filmed(self) -> OwnBase:
        """`own`, where there must be one. Raises `BundleError`."""
        if self.own is None:
            raise BundleError("The base frame is not of footage.")
        return self.own


class Renderer:
    """Draws mouths of one bundle. Holds no state between frames.

    Brightness is read at full size by a cubic filter, so that skin and teeth stay as sharp as the base; colour
    is read at half size, as I420 keeps it.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._warp = MouthWarp(bundle.mouth)
        self._mouth = bundle.mouth
        self._box = x0, y0, x1, y1 = bundle.box
        self._full, self._half = (x1 - x0, y1 - y0), ((x1 - x0) // 2, (y1 - y0) // 2)

    def render(self, base: Base, mouth: MouthFrame, opacity: float = 1.0) -> np.ndarray:
        """A new I420 image; outside the bundle's box it is the base, byte for byte."""
        maps = self._warp.maps(base.warp, mouth.shape, mouth.units)
        light = self._mixed(self._mouth.light, mouth, maps, self._full, cv2.INTER_CUBIC)
        colour = self._mixed(self._mouth.colour, mouth, maps, self._half, cv2.INTER_LINEAR)
        if base.gain is not None:
            light, colour = _matched(light, base.gain[:1]), _matched(colour, base.gain[1:])
        image = np.array(base.image, order="C")
        self._paste(image, light, colour, self._alpha(base.warp, opacity))
        return image

    def _mixed(
        self,
        units: np.ndarray,
        mouth: MouthFrame,
        maps: list[np.ndarray],
        size: tuple[int, int],
        filtered: int,
    ) -> np.ndarray:
        """The mouth's units, each read through its own warp, mixed by weight: uint8 of `size`."""
        mixed: np.ndarray | None = None
        for (unit, weight), where in zip(mouth.units, maps, strict=True):
            at = cv2.resize(where, size, interpolation=cv2.INTER_LINEAR)
            one = cv2.remap(units[unit], at, NO_MAP, filtered, borderMode=cv2.BORDER_REPLICATE)
            mixed = one if mixed is None else cv2.addWeighted(mixed, 1 - weight, one, weight, 0)
        if mixed is None:
            raise ValueError("A mouth needs at least one unit.")
        return mixed

    def _alpha(self, warp: np.ndarray, opacity: float) -> np.ndarray:
        """How much of the mouth is seen, at half size: the mask is smooth."""
        at = cv2.resize(warp, self._half, interpolation=cv2.INTER_LINEAR)
        alpha = cv2.remap(self._mouth.mask, at, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return alpha if opacity == 1.0 else alpha * np.float32(opacity)

    def _paste(self, image: np.ndarray, light: np.ndarray, colour: np.ndarray, alpha: np.ndarray) -> None:
        x0, y0, x1, y1 = self._box
        y, u, v = planes(image)
        _blend(y[y0:y1, x0:x1], light, cv2.resize(alpha, self._full, interpolation=cv2.INTER_LINEAR))
        for plane, channel in ((u, 0), (v, 1)):
            target = plane[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2]
            _blend(target, cv2.extractChannel(colour, channel), alpha)


def _blend(target: np.ndarray, source: np.ndarray, alpha: np.ndarray) -> None:
    target[:] = cv2.blendLinear(np.ascontiguousarray(target), source, 1 - alpha, alpha)


def _matched(plane: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Scale and offset for each channel of a plane; colour is scaled around its middle, 128."""
    middle = 0 if len(gain) == 1 else 128
    matched = plane.reshape(*plane.shape[:2], -1).astype(np.float32) - middle
    matched = matched * gain[:, 0] + gain[:, 1] + middle
    return np.clip(np.round(matched), 0, 255).astype(np.uint8).reshape(plane.shape)
