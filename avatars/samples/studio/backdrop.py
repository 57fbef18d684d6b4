"""Calm, blurred backgrounds that stay out of the presenter's way, drawn by code."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

MUTED = .6  # of the contrast of books is left
OVER = 2  # drawn larger than shown
Colour = tuple[float, float, float]  # RGB 0..255


def rectangle(image: np.ndarray, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
    """Filled rectangle in shares of the picture's size."""
    n = image.shape[0]
    cv2.rectangle(image, (int(x0 * n), int(y0 * n)), (int(x1 * n), int(y1 * n)), colour[::-1], -1)


def vertical(image: np.ndarray, top: Colour, bottom: Colour) -> None:
    share = np.linspace(0, 1, image.shape[0])[:, None, None]
    image[:] = (np.array(top) * (1 - share) + np.array(bottom) * share)[..., ::-1]


def glow(n: int, x: float, y: float, spread: float) -> np.ndarray:
    """(n, n, 1) light that falls off from a place given in shares."""
    yy, xx = np.mgrid[0:n, 0:n] / n
    return np.exp(-(((xx - x) ** 2 + (yy - y) ** 2) / spread))[..., None]


def office(image: np.ndarray, rng: np.random.Generator) -> None:
    """A bright room: a tall window on the left, low shelves with a plant on the right."""
    vertical(image, (206, 202, 196), (176, 171, 165))
    rectangle(image, .0, .0, .34, .74, (226, 233, 238))
    for x in (.105, .225, .335):
        rectangle(image, x, .0, x + .012, .74, (168, 170, 170))
    for _ in range(14):
        x, y, size = rng.uniform(0, .3), rng.uniform(.3, .6), rng.uniform(.03, .07)
        green = rng.uniform(168, 205)
        rectangle(image, x, y, min(x + size, .33), .74, (green - 12, green + 8, green - 6))
    for row in range(3):
        board(image, rng, .70, 1., .30 + .17 * row)
    rectangle(image, .0, .82, 1., 1., (150, 138, 126))


def board(
    image: np.ndarray, rng: np.random.Generator, left: float, right: float, top: float, filled: float = .6,
) -> None:
    """One board with books, of whose places a share is filled."""
    rectangle(image, left, top + .115, right, top + .13, (146, 124, 104))
    x = left + .02
    tones: tuple[Colour, ...] = ((122, 138, 148), (186, 160, 138), (206, 198, 182), (134, 148, 136), (176, 142, 130))
    while x < right - .03:
        width, height = rng.uniform(.015, .035), rng.uniform(.05, .095)
        if rng.random() < filled:
            rectangle(image, x, top + .115 - height, x + width, top + .115, tones[rng.integers(len(tones))])
        x += width + .006


def studio(image: np.ndarray, rng: np.random.Generator) -> None:
    """A painted wall, lit from the upper left, with the soft shadow of a window frame."""
    n = image.shape[0]
    light = glow(n, .30, .26, .30)
    image[:] = (np.array((112, 122, 128)) * (1 - light) + np.array((206, 210, 208)) * light)[..., ::-1]
    yy, xx = np.mgrid[0:n, 0:n] / n
    slant = xx * .9 + yy * .55
    bars = sum(np.exp(-(((slant - at) / .035) ** 2)) for at in (.22, .62, 1.02))
    image *= 1 + .10 * (.5 - np.asarray(bars))[..., None] * light
    rectangle(image, .0, .86, 1., 1., (104, 108, 110))


def shelf(image: np.ndarray, rng: np.random.Generator) -> None:
    """A wall of books in warm light, with a lamp at the left."""
    vertical(image, (150, 132, 116), (118, 102, 90))
    for left in (-.04, .32, .68):
        rectangle(image, left - .012, .0, left + .004, 1., (128, 106, 88))
        for row in range(6):
            board(image, rng, left, left + .35, .01 + .165 * row, .82)
    lamp = glow(image.shape[0], .14, .30, .035) * .5
    image[:] = MUTED * image + (1 - MUTED) * image.mean((0, 1))
    image[:] = image * (1 - lamp) + np.array((255, 226, 178))[::-1] * lamp


def plain(image: np.ndarray, rng: np.random.Generator) -> None:
    """A light wall, brighter behind the head."""
    light = glow(image.shape[0], .48, .36, .45)
    image[:] = (np.array((168, 166, 162)) * (1 - light) + np.array((214, 211, 205)) * light)[..., ::-1]


KINDS: dict[str, tuple[Callable[[np.ndarray, np.random.Generator], None], float]] = {
    "office": (office, 15.), "plain": (plain, 4.), "shelf": (shelf, 12.), "studio": (studio, 18.),
}


def backdrop(kind: str, size: int, seed: int = 3) -> np.ndarray:
    """(size, size, 3) float32 BGR 0..255, out of focus and a little darker at the corners."""
    draw, blur = KINDS[kind]
    image: np.ndarray = np.zeros((size * OVER, size * OVER, 3), np.float32)
    draw(image, np.random.default_rng(seed))
    image = cv2.GaussianBlur(image, (0, 0), blur * OVER * size / 512, borderType=cv2.BORDER_REPLICATE)
    image = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(image * (.74 + .26 * glow(size, .5, .42, .55)), np.float32)
