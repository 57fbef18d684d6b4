"""Where the drawn mouth covers the base: from the base of the nose to just within the chin and the cheeks."""

import cv2
import numpy as np

from .shapes import POINTS

# Round the mouth on the face mesh: below the nose, down one cheek, along the jaw, up the other.
_OUTLINE = (
    2, 98, 205, 187, 192, 138, 135, 169, 140, 171, 175, 396, 369, 394, 364, 367, 416, 411, 425, 327,
)  # fmt: skip
_JAW = (136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365)
_CHEEKS = (187, 192, 416, 411)
FEATHER = 0.075  # of the crop's side
JAW_SHARE = 0.35  # how far beyond the inner outline the mask reaches towards the jaw's contour


def mouth_mask(points_mean: np.ndarray, side: int) -> np.ndarray:
    """points_mean: (m, 2) of POINTS in crop pixels -> (side, side) float32, 1 on the mouth, 0 outside."""
    at = {point: points_mean[i] for i, point in enumerate(POINTS)}
    outline = np.array([at[p] for p in _OUTLINE], np.float64)
    jaw = np.array([at[p] for p in _JAW], np.float64)
    for i, point in enumerate(_OUTLINE):
        if point in (138, 135, 169, 140, 171, 175, 396, 369, 394, 364, 367):
            nearest = jaw[np.linalg.norm(jaw - at[point], axis=1).argmin()]
            outline[i] += JAW_SHARE * (nearest - outline[i])
    inside = np.zeros((side, side), np.uint8)
    cv2.fillPoly(inside, [np.round(outline * 16).astype(np.int32)], 255, shift=4)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5) / (FEATHER * side)
    ramp = np.clip(depth, 0, 1)
    soft = ramp * ramp * (3 - 2 * ramp)
    return np.asarray(cv2.GaussianBlur(soft, (0, 0), 0.008 * side), np.float32)
