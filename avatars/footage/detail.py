"""What the units keep: all that is finer than the softened mouth, which `engine.appearance` says."""

import cv2
import numpy as np

from avatars.engine.own_renderer import MIDDLE

from .shots import Shots
from .tone import SOFT

GAIN = 1.24  # against what resampling takes away, and what is blurred where mouths of one shape differ


def detail(shots: Shots) -> tuple[np.ndarray, np.ndarray]:
    """The units' light (u, h, w) and colour (u, h / 2, w / 2, 2), uint8 around MIDDLE."""
    widths = SOFT * np.linalg.norm(shots.affine[:, :, 0], axis=1)
    light = np.stack([_fine(p, w) for p, w in zip(shots.light, widths, strict=True)])
    colour = np.stack([_fine(p, w / 2) for p, w in zip(shots.colour, widths, strict=True)])
    return light, colour


def _fine(picture: np.ndarray, width: float) -> np.ndarray:
    soft = cv2.GaussianBlur(picture, (0, 0), float(width))
    return cv2.addWeighted(picture, GAIN, soft, -GAIN, MIDDLE)
