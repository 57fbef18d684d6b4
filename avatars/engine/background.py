"""Lays a background behind a presenter, and brings the light on the presenter closer to it."""

from dataclasses import dataclass

import cv2
import numpy as np

from .colour import bgr_to_i420, planes

GREY = 128  # what the frames of a loop with alpha lie over, in each channel of BGR


@dataclass(frozen=True)
class Grade:
    """The light that fits a background: each of Y, U and V is multiplied, around its zero, and shifted in levels."""

    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def lines(self) -> list[tuple[float, float]]:
        """Factor and constant for Y, U and V as they are stored."""
        zeros = (16.0, 128.0, 128.0)
        return [(g, z - g * z + s) for g, z, s in zip(self.gain, zeros, self.shift, strict=True)]

    def applied(self, image: np.ndarray) -> np.ndarray:
        """image: (h * 3 / 2, w) uint8 I420 -> the same, graded."""
        out = np.empty(image.shape, np.uint8)
        for plane, target, (factor, constant) in zip(planes(image), planes(out), self.lines(), strict=True):
            cv2.convertScaleAbs(plane, target, factor, constant)
        return out


LIGHT = {
    "studio": Grade((0.97, 1.0, 1.0), (0.0, 1.0, -0.5)),
    "office": Grade((1.03, 1.0, 1.0), (2.0, 0.5, -0.5)),
    "shelf": Grade((0.92, 1.0, 1.0), (0.0, -3.5, 2.5)),
    "plain": Grade((1.02, 1.0, 1.0), (1.0, 0.0, 0.0)),
}  # on who stands in a room, by its name


class Background:
    """One background at one size; any number of sessions share it. About .3 ms a frame at 512 x 512.

    As a loop's frame lies over grey, what is seen is graded(frame) + (1 - alpha) (background - graded(grey)): edges
    carry no other background's colour, and hair is as fine as it was rendered.
    """

    def __init__(self, picture: np.ndarray, size: tuple[int, int], grade: Grade | None = None) -> None:
        """picture: (h, w, 3) uint8 BGR, brought to `size` (width, height)."""
        self._grade = grade or Grade()
        way = cv2.INTER_AREA if picture.shape[1] > size[0] else cv2.INTER_CUBIC
        behind = bgr_to_i420(cv2.resize(picture, size, interpolation=way))
        grey = bgr_to_i420(np.full((size[1], size[0], 3), GREY, np.uint8))
        self._more = behind.astype(np.int16) - self._grade.applied(grey)

    def behind(self, image: np.ndarray, alpha: np.ndarray) -> np.ndarray:
        """image: (h * 3 / 2, w) uint8 I420 over grey; alpha: (h, w) uint8 -> a new I420 image."""
        free = np.empty(image.shape, np.uint8)
        whole, u, v = planes(free)
        cv2.bitwise_not(alpha, dst=whole)
        u[:] = v[:] = cv2.resize(whole, u.shape[::-1], interpolation=cv2.INTER_AREA)
        more = cv2.multiply(free, self._more, scale=1 / 255, dtype=cv2.CV_16S)
        return np.asarray(cv2.add(self._grade.applied(image), more, dtype=cv2.CV_8U))
