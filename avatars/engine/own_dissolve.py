"""A dissolve between two frames of footage in which the head does not double: both are moved to a place in between."""

import cv2
import numpy as np

from .colour import planes
from .renderer import NO_MAP

NODE_PX = 16
CENTRE = np.array([80.0, -20.0], np.float32)  # of the head, in pixels of the crop, about
NEAR, FAR = 70.0, 210.0  # from there: so far the picture moves with the head, and from there on not at all


def dissolve(
    old: np.ndarray, old_place: np.ndarray, new: np.ndarray, new_place: np.ndarray, share: float, seen: float
) -> np.ndarray:
    """old, new: I420; places: (2, 3) from picture to crop; share: of the way to the new place; seen: of the new
    picture -> I420."""
    between = old_place * (1 - share) + new_place * share
    if seen in (0, 1):
        return _moved(new, new_place, between) if seen else _moved(old, old_place, between)
    return cv2.addWeighted(
        _moved(old, old_place, between), 1 - seen, _moved(new, new_place, between), seen, 0
    )


def _moved(image: np.ndarray, place: np.ndarray, to: np.ndarray) -> np.ndarray:
    h, w = image.shape[0] * 2 // 3, image.shape[1]
    shift = _shifts(place, to, w, h)
    out = np.empty(image.shape, np.uint8)
    for source, target, part in zip(planes(np.ascontiguousarray(image)), planes(out), (1, 2, 2), strict=True):
        ph, pw = source.shape
        x, y = np.meshgrid(np.arange(pw, dtype=np.float32), np.arange(ph, dtype=np.float32))
        at = cv2.resize(shift, (pw, ph), interpolation=cv2.INTER_LINEAR) / np.float32(part) + np.stack(
            [x, y], -1
        )
        target[:] = cv2.remap(source, at, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return out


def _shifts(place: np.ndarray, to: np.ndarray, w: int, h: int) -> np.ndarray:
    """(gh, gw, 2) how far from each node the picture is to be read."""
    gw, gh = max(2, w // NODE_PX), max(2, h // NODE_PX)
    x = (np.arange(gw, dtype=np.float32) + 0.5) * w / gw - 0.5
    y = (np.arange(gh, dtype=np.float32) + 0.5) * h / gh - 0.5
    nodes = np.stack(np.meshgrid(x, y), -1).astype(np.float32)
    crop = nodes @ to[:, :2].T + to[:, 2]
    source = (crop - place[:, 2]) @ np.linalg.inv(place[:, :2]).T
    away = np.linalg.norm(crop - CENTRE, axis=-1, keepdims=True)
    held = np.clip((FAR - away) / (FAR - NEAR), 0, 1)
    return np.asarray((source - nodes) * held * held * (3 - 2 * held), np.float32)
