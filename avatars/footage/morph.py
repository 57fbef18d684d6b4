"""A picture between two pictures of one face: both are brought to the points in between, then mixed."""

import cv2
import numpy as np

from avatars.engine.colour import planes
from avatars.engine.renderer import NO_MAP

_STEP = 16  # pixels between nodes of the grid
_WIDTH = 0.03  # of the picture's side: how far a point pulls
_REACH = 0.10


def morph(a: np.ndarray, at_a: np.ndarray, b: np.ndarray, at_b: np.ndarray, share: float) -> np.ndarray:
    """a, b: I420 pictures; at_a, at_b: (m, 2) their points; share: of b -> I420."""
    between = at_a * (1 - share) + at_b * share
    first, second = _moved(a, at_a, between), _moved(b, at_b, between)
    return _flow_mixed(first, second, share)


def _moved(image: np.ndarray, points: np.ndarray, to: np.ndarray) -> np.ndarray:
    h, w = image.shape[0] * 2 // 3, image.shape[1]
    shift = _field(points, to, w, h)
    out = np.empty_like(image)
    for source, target, part in zip(planes(np.ascontiguousarray(image)), planes(out), (1, 2, 2), strict=True):
        ph, pw = source.shape
        x, y = np.meshgrid(np.arange(pw, dtype=np.float32), np.arange(ph, dtype=np.float32))
        at = np.stack([x, y], -1) + cv2.resize(shift, (pw, ph), interpolation=cv2.INTER_LINEAR) / part
        target[:] = cv2.remap(source, at, NO_MAP, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return out


def _field(points: np.ndarray, to: np.ndarray, w: int, h: int) -> np.ndarray:
    """(gh, gw, 2) where each node of a grid is to be read, less its own place."""
    gw, gh = w // _STEP, h // _STEP
    x = (np.arange(gw, dtype=np.float32) + 0.5) * w / gw - 0.5
    y = (np.arange(gh, dtype=np.float32) + 0.5) * h / gh - 0.5
    nodes = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
    d2 = ((nodes[:, None] - to[None]) ** 2).sum(-1)
    nearest = d2.min(1, keepdims=True)
    weight = np.exp(-0.5 * (d2 - nearest) / (_WIDTH * w) ** 2)
    weight *= np.exp(-0.5 * nearest / (_REACH * w) ** 2) / weight.sum(1, keepdims=True)
    return (weight @ (points - to)).reshape(gh, gw, 2).astype(np.float32)


def _flow_mixed(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """What points do not tell (clothes, hair): brought together along the optical flow (Kroeger 2016), then mixed."""
    h = a.shape[0] * 2 // 3
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow = finder.calc(a[:h], b[:h], None)  # type: ignore[call-overload]
    flow = cv2.GaussianBlur(flow, (0, 0), 2.0)
    out = np.empty_like(a)
    for first, second, target, part in zip(planes(a), planes(b), planes(out), (1, 2, 2), strict=True):
        ph, pw = first.shape
        x, y = np.meshgrid(np.arange(pw, dtype=np.float32), np.arange(ph, dtype=np.float32))
        here = np.stack([x, y], -1)
        moved = cv2.resize(flow, (pw, ph), interpolation=cv2.INTER_AREA) / part
        one = _read(first, here - np.float32(share) * moved)
        two = _read(second, here + np.float32(1 - share) * moved)
        target[:] = cv2.addWeighted(one, 1 - share, two, share, 0)
    return out


def _read(plane: np.ndarray, at: np.ndarray) -> np.ndarray:
    return cv2.remap(plane, at, NO_MAP, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
