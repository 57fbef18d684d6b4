"""Calm rooms, out of focus, that stay out of the presenter's way: drawn by code, in linear light, as a lens sees them.

    python -m avatars.samples.studio.backdrop  # writes the pictures that the product lays behind presenters
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

GAMMA = 2.2
MUTED = .52  # of the colour and contrast of books is left: nobody came to read them
Colour = tuple[float, float, float]  # RGB 0..255 as seen; above 255 shines
QUALITY, SIZE = 90, 1024  # of the files
BOOKS: tuple[Colour, ...] = (
    (92, 112, 124), (158, 92, 70), (206, 190, 160), (98, 120, 104), (180, 132, 84), (70, 78, 98), (222, 214, 200),
    (134, 70, 66), (196, 160, 104),
)
LEAVES: tuple[Colour, ...] = ((70, 104, 66), (96, 132, 82), (58, 86, 62), (122, 150, 98))


def light(colour: Colour) -> np.ndarray:
    """(3,) BGR, linear."""
    return (np.array(colour[::-1]) / 255) ** GAMMA


def rectangle(image: np.ndarray, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
    """Filled rectangle in shares of the picture's size."""
    n = image.shape[0]
    cv2.rectangle(image, (int(x0 * n), int(y0 * n)), (int(x1 * n), int(y1 * n)), light(colour).tolist(), -1)


def ellipse(image: np.ndarray, x: float, y: float, rx: float, ry: float, colour: Colour, turn: float = 0) -> None:
    n = image.shape[0]
    centre, radii = (int(x * n), int(y * n)), (max(1, int(rx * n)), max(1, int(ry * n)))
    cv2.ellipse(image, centre, radii, turn, 0, 360, light(colour).tolist(), -1, cv2.LINE_AA)


def glow(n: int, x: float, y: float, spread: float) -> np.ndarray:
    """(n, n, 1) light that falls off from a place given in shares."""
    yy, xx = np.mgrid[0:n, 0:n] / n
    return np.exp(-(((xx - x) ** 2 + (yy - y) ** 2) / spread))[..., None]


def wall(image: np.ndarray, near: Colour, far: Colour, x: float, y: float, spread: float) -> None:
    """A painted wall: one colour where the light falls, another away from it."""
    lit = glow(image.shape[0], x, y, spread)
    image[:] = light(far) * (1 - lit) + light(near) * lit


def shine(image: np.ndarray, x: float, y: float, spread: float, colour: Colour, strength: float) -> None:
    """Light on whatever is there, as of a lamp."""
    image += glow(image.shape[0], x, y, spread) * light(colour) * strength * (image + .15)


def plant(image: np.ndarray, rng: np.random.Generator, x: float, y: float, size: float) -> None:
    """A pot whose rim is at (x, y), and leaves above it."""
    rectangle(image, x - .32 * size, y, x + .32 * size, y + .5 * size, (198, 160, 132))
    for _ in range(26):
        angle, far = rng.uniform(-1.25, 1.25), rng.uniform(.25, 1.) * size
        at = x + far * np.sin(angle), y - far * np.cos(angle)
        ellipse(image, *at, .2 * size, .075 * size, LEAVES[rng.integers(len(LEAVES))], np.degrees(angle) - 90)


def books(image: np.ndarray, rng: np.random.Generator, left: float, right: float, floor: float, most: float) -> None:
    """A row that stands on `floor`, `most` high, with gaps."""
    x = left
    while x < right - .012:
        width, height = rng.uniform(.012, .03), most * rng.uniform(.62, 1.)
        if rng.random() < .12:
            x += rng.uniform(.02, .06)
            continue
        end = min(x + width, right)
        rectangle(image, x, floor - height, end, floor, BOOKS[rng.integers(len(BOOKS))])
        if rng.random() < .4:
            rectangle(image, x, floor - .8 * height, end, floor - .72 * height, (226, 210, 178))
        x = end + .002


def studio(image: np.ndarray, rng: np.random.Generator) -> None:
    """A dark blue-grey wall with a pool of light behind the head, lamps far off on both sides."""
    wall(image, (158, 170, 178), (70, 80, 90), .52, .36, .15)
    rectangle(image, .0, .90, 1., 1., (60, 66, 73))
    for x, y, colour in ((.075, .50, (400, 318, 226)), (.135, .60, (330, 262, 190))):
        ellipse(image, x, y, .011, .011, colour)
    shine(image, .10, .54, .05, (255, 206, 150), .9)
    rectangle(image, .925, .10, .934, .70, (176, 204, 226))
    shine(image, .93, .40, .05, (176, 206, 236), .6)


def office(image: np.ndarray, rng: np.random.Generator) -> None:
    """A bright room: a tall window with trees on the left, a low board with a plant on the right."""
    wall(image, (232, 226, 217), (190, 182, 172), .36, .30, .42)
    rectangle(image, .0, .0, .27, .78, (252, 254, 255))
    for _ in range(46):
        x, y = rng.uniform(-.02, .26), rng.uniform(.34, .78)
        ellipse(image, x, y, rng.uniform(.012, .05), rng.uniform(.012, .04), tuple(  # type: ignore[arg-type]
            v + 70 for v in LEAVES[rng.integers(len(LEAVES))]))
    for x in (.085, .18):
        rectangle(image, x, .0, x + .012, .78, (236, 234, 230))
    rectangle(image, .262, .0, .285, .80, (240, 238, 233))
    rectangle(image, .0, .78, .30, .81, (228, 222, 212))
    rectangle(image, .72, .62, 1., .645, (176, 142, 108))
    books(image, rng, .87, 1., .62, .12)
    plant(image, rng, .79, .56, .15)
    rectangle(image, .76, .16, .93, .38, (244, 241, 235))
    rectangle(image, .778, .18, .912, .36, (186, 198, 200))
    ellipse(image, .862, .30, .05, .036, (206, 168, 136))
    rectangle(image, .0, .90, 1., 1., (164, 144, 124))


def shelf(image: np.ndarray, rng: np.random.Generator) -> None:
    """A wall of books in warm light, with plants and a lamp between them."""
    image[:] = light((84, 66, 52))
    height = .19
    for column, left in enumerate((-.10, .235, .57, .905)):
        for row in range(6):
            floor = .15 + height * row
            rectangle(image, left, floor, left + .335, floor + .016, (140, 108, 80))
            if (column, row) == (0, 2):
                ellipse(image, .11, floor - .085, .042, .05, (330, 268, 186))
                rectangle(image, .104, floor - .04, .116, floor, (150, 120, 84))
                books(image, rng, .165, left + .32, floor, .13)
            elif (column, row) in ((2, 1), (1, 4)):
                plant(image, rng, left + .24, floor - .045, .09)
                books(image, rng, left + .025, left + .15, floor, .13)
            else:
                books(image, rng, left + .025, left + .32, floor, .145)
        rectangle(image, left - .008, .0, left + .014, 1., (124, 94, 70))
    grey = image.mean(-1, keepdims=True)
    image[:] = MUTED * image + (1 - MUTED) * (.6 * grey + .4 * image.mean((0, 1)))
    shine(image, .11, .44, .07, (255, 206, 140), 1.1)
    image *= .60 + .40 * glow(image.shape[0], .45, .40, .5)


def plain(image: np.ndarray, rng: np.random.Generator) -> None:
    """A light wall, the light of a window across it."""
    wall(image, (232, 228, 221), (166, 163, 158), .40, .34, .40)
    n = image.shape[0]
    yy, xx = np.mgrid[0:n, 0:n] / n
    slant = xx + .45 * yy
    pane = sum(np.exp(-(((slant - at) / .085) ** 4)) for at in (.36, .58))
    image *= 1 + .10 * np.asarray(pane)[..., None] * glow(n, .34, .34, .2)


KINDS: dict[str, tuple[Callable[[np.ndarray, np.random.Generator], None], float]] = {
    "office": (office, 12.), "plain": (plain, 8.), "shelf": (shelf, 12.), "studio": (studio, 13.),
}


def out_of_focus(image: np.ndarray, radius: float) -> np.ndarray:
    """As a lens does: every point becomes a disc."""
    reach = int(np.ceil(radius)) + 1
    yy, xx = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + .5 - np.hypot(xx, yy), 0, 1)
    blurred = cv2.filter2D(image, -1, (disc / disc.sum()).astype(np.float32), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.GaussianBlur(blurred, (0, 0), .12 * radius, borderType=cv2.BORDER_REPLICATE))


@functools.cache
def backdrop(kind: str, size: int, seed: int = 3) -> np.ndarray:
    """(size, size, 3) float32 BGR 0..255, out of focus and a little darker at the corners."""
    draw, blur = KINDS[kind]
    image: np.ndarray = np.zeros((size, size, 3), np.float32)
    draw(image, np.random.default_rng(seed))
    image = out_of_focus(image, blur * size / 512) * (.72 + .28 * glow(size, .5, .42, .55))
    return np.asarray(255 * np.clip(image, 0, 1) ** (1 / GAMMA), np.float32)


def write(folder: Path) -> list[Path]:
    """The four pictures, as the product takes them."""
    files = []
    for kind in KINDS:
        picture = np.clip(backdrop(kind, SIZE) + .5, 0, 255).astype(np.uint8)
        files.append(folder / f"{kind}.webp")
        cv2.imwrite(str(files[-1]), picture, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return files


if __name__ == "__main__":
    write(Path("static/backgrounds"))
