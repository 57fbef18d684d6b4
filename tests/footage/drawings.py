"""Drawn people who speak, each in a style of its own: (512, 512, 3) uint8 BGR by number of the frame."""

from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw

SIZE = 512
Colour = tuple[int, int, int]
_AA = cv2.LINE_AA


def openness(number: int) -> float:
    """How far the mouth is open, 0 to 1.3: syllables."""
    beat = np.sin(2 * np.pi * 2.2 * number / 25) + 0.6 * np.sin(2 * np.pi * 0.7 * number / 25)
    return max(0.0, 0.5 + 0.5 * float(beat))


def flat(
    number: int, eye: float = 1.0, skin: Colour = (170, 200, 240), hair: Colour = (40, 60, 90)
) -> np.ndarray:
    """Areas of one colour each; eye: how large they are."""
    image = np.full((SIZE, SIZE, 3), (220, 190, 150), np.uint8)
    middle = np.array([SIZE / 2 + 6 * np.sin(number / 17), SIZE / 2 + 4 * np.sin(number / 11)])

    def oval(x: float, y: float, wide: float, high: float, colour: Colour, *arc: float) -> None:
        at, axes = middle + np.array([x, y]), (round(wide), round(high))
        start, end = arc[:2] or (0, 360)
        line = int(arc[2]) if len(arc) > 2 else -1
        cv2.ellipse(image, (int(at[0]), int(at[1])), axes, 0, start, end, colour, line, _AA)

    oval(0, -40, 135, 165, hair)
    oval(0, 180, 45, 90, skin)
    oval(0, 260, 190, 70, (150, 80, 40))
    oval(0, 10, 115, 150, skin)
    oval(0, -90, 118, 60, hair, 180, 360)
    for x in (-47, 47):
        oval(x, -15, 26, 15 * eye, (255, 255, 255))
        oval(x, -15, 11 * eye, 11 * eye, (120, 80, 30))
        oval(x, -15, 5 * eye, 5 * eye, (10, 10, 10))
        oval(x, -15, 26, 15 * eye, (30, 30, 40), 180, 360, 3)
        oval(x, -45, 32, 12, hair, 200, 340, 7)
    oval(0, 20, 12, 26, (120, 150, 200), 20, 100, 3)
    oval(0, 88, 36, 5 + 20 * openness(number), (90, 90, 190))
    oval(0, 88, 27, 1 + 13 * openness(number), (40, 20, 60))
    return image


def large_eyed(number: int) -> np.ndarray:
    """As in comics from Japan."""
    return flat(number, eye=2.1, skin=(210, 225, 250), hair=(180, 90, 60))


def outlined(number: int) -> np.ndarray:
    """Dark lines on white."""
    lines = cv2.Canny(cv2.cvtColor(flat(number), cv2.COLOR_BGR2GRAY), 20, 60)
    lines = cv2.GaussianBlur(255 - cv2.dilate(lines, np.ones((2, 2), np.uint8)), (0, 0), 0.7)
    return cv2.cvtColor(lines, cv2.COLOR_GRAY2BGR)


def painted(number: int) -> np.ndarray:
    """Soft edges, shading, and the grain of a canvas."""
    y, x = np.mgrid[:SIZE, :SIZE] / SIZE
    shade = 1.15 - 0.5 * np.hypot(x - 0.4, y - 0.35)
    image = cv2.GaussianBlur(flat(number) * shade[..., None].astype(np.float32), (0, 0), 3)
    grain = np.random.default_rng(5).normal(0, 30, image.shape).astype(np.float32)
    return np.clip(image + cv2.GaussianBlur(grain, (0, 0), 2.5), 0, 255).astype(np.uint8)


def inked(number: int) -> np.ndarray:
    """With Pillow: flat colours in black outlines."""
    large = Image.new("RGB", (2 * SIZE, 2 * SIZE), (240, 235, 220))
    pen, middle, unit = ImageDraw.Draw(large), (SIZE + 10 * np.sin(number / 15), SIZE), SIZE / 256

    def oval(x: float, y: float, wide: float, high: float, colour: Colour, line: int = 0) -> None:
        box = [middle[0] + (x - wide) * unit, middle[1] + (y - high) * unit]
        box += [middle[0] + (x + wide) * unit, middle[1] + (y + high) * unit]
        pen.ellipse(box, colour, (30, 20, 20), line)

    oval(0, 215, 170, 60, (60, 110, 80), 8)
    oval(0, 120, 40, 90, (225, 170, 130))
    oval(0, -20, 118, 146, (90, 50, 20), 8)
    oval(0, 0, 108, 130, (250, 205, 160))
    for x in (-44, 44):
        oval(x, -20, 24, 16, (255, 255, 255), 6)
        oval(x, -20, 12, 13, (60, 120, 180))
        oval(x, -20, 6, 7, (0, 0, 0))
        oval(x, -50, 28, 5, (60, 30, 10))
    oval(0, 30, 9, 12, (190, 130, 90))
    oval(0, 78, 32, 5 + 18 * openness(number), (200, 90, 90), 5)
    oval(0, 78, 24, 1 + 12 * openness(number), (70, 10, 20))
    return cv2.cvtColor(np.asarray(large.resize((SIZE, SIZE))), cv2.COLOR_RGB2BGR)


def stylised(image: np.ndarray) -> np.ndarray:
    """A photograph as a drawing, by a filter (Gastal & Oliveira 2011)."""
    return cv2.stylization(image, sigma_s=60, sigma_r=0.45)


STYLES: dict[str, Callable[[int], np.ndarray]] = {
    "flat": flat, "large_eyed": large_eyed, "outlined": outlined, "inked": inked,
}  # fmt: skip
