"""Brings a bundle to another size: the places in its pictures. Pixel centres lie at whole numbers."""

import numpy as np

Box = tuple[int, int, int, int]


def delivered(stored: tuple[int, int], longest: int | None) -> tuple[int, int]:
    """(width, height), even, of pictures at most `longest` wide and high: never larger than they are stored."""
    if longest is None or longest >= max(stored):
        return stored
    w, h = (max(2, 2 * round(side * longest / max(stored) / 2)) for side in stored)
    return w, h


def resized_box(box: Box, stored: tuple[int, int], size: tuple[int, int]) -> Box:
    """The smallest box of even numbers in a picture of `size` that covers `box` in one of `stored`."""
    sx, sy = size[0] / stored[0], size[1] / stored[1]
    x0, y0 = (2 * int(np.floor(v * s / 2)) for v, s in zip(box[:2], (sx, sy), strict=True))
    x1, y1 = (2 * int(np.ceil(v * s / 2)) for v, s in zip(box[2:], (sx, sy), strict=True))
    return x0, y0, min(x1, size[0]), min(y1, size[1])


def resized_warp(
    warp: np.ndarray, boxes: tuple[Box, Box], stored: tuple[int, int], size: tuple[int, int]
) -> np.ndarray:
    """warp: (n, gh, gw, 2) over the first of `boxes` -> the same values over the second, in a picture of `size`.

    Linear between nodes, and beyond them where the new box is a little larger.
    """
    (x0, y0, x1, y1), (a0, b0, a1, b1) = boxes
    gh, gw = warp.shape[1:3]
    across = _along(gw, (x0, x1), (a0, a1), size[0] / stored[0])
    down = _along(gh, (y0, y1), (b0, b1), size[1] / stored[1])
    return np.einsum("ij,kl,njlc->nikc", down, across, warp, optimize=True).astype(np.float32)


def _along(nodes: int, old: tuple[int, int], new: tuple[int, int], scale: float) -> np.ndarray:
    """(nodes, nodes): what each node of the new side takes of those of the old one."""
    if nodes == 1:
        return np.ones((1, 1), np.float32)
    at = new[0] + (np.arange(nodes) + 0.5) * (new[1] - new[0]) / nodes  # edges at whole numbers
    place = (at / scale - old[0]) * nodes / (old[1] - old[0]) - 0.5
    low = np.clip(np.floor(place).astype(int), 0, nodes - 2)
    takes = np.zeros((nodes, nodes), np.float32)
    takes[np.arange(nodes), low] = 1 - (place - low)
    takes[np.arange(nodes), low + 1] = place - low
    return takes


def resized_points(points: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """points: (…, 2) x, y; scale: (2,)."""
    return ((points + 0.5) * scale - 0.5).astype(np.float32)
