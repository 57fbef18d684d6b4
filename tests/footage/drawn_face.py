"""A drawn face that speaks: pictures, and the points that a face mesh would find, known exactly."""

import json
from pathlib import Path

import cv2
import numpy as np

from avatars.engine.loop_writer import write_loop
from avatars.footage.shapes import INNER_LIPS, JAW, OUTER_LIPS
from avatars.footage.track import Track

# Where a face mesh found a rendered presenter's face: thousandths of the distance between the eyes, from their middle.
TEMPLATE = np.load(Path(__file__).parent.parent / "fixtures" / "face" / "points.npz")["points"] / 1000
SIZE, EYES, FRAMES = 160, 46.0, 300
QUIET = 110  # the last frames: it listens
_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
_UPPER = (185, 40, 39, 37, 0, 267, 269, 270, 409, 191, 80, 81, 82, 13, 312, 311, 310, 415)
_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip


def openings(count: int = FRAMES) -> np.ndarray:
    """(n,) how far the mouth is open, 0 to 1: syllables, then a long rest."""
    t = np.arange(count) / 25
    open_ = np.clip(0.5 + 0.5 * np.sin(2 * np.pi * 2.1 * t) + 0.35 * np.sin(2 * np.pi * 0.7 * t + 1), 0, 1.2)
    open_[count - QUIET :] = 0
    return np.asarray(np.convolve(np.pad(open_, 1, "edge"), [0.25, 0.5, 0.25], "valid"))


def points_of(count: int = FRAMES) -> np.ndarray:
    """(n, 478, 3) pixels: lips part and purse, the jaw drops, the head sways."""
    open_, t = openings(count), np.arange(count) / 25
    purse = np.where(open_ > 0.02, 0.5 + 0.5 * np.sin(2 * np.pi * 0.9 * t), 0)
    points = np.repeat(TEMPLATE[None], count, 0)
    middle = TEMPLATE[[13, 14]].mean(0)
    for part, weight in ((OUTER_LIPS, 1.0), (INNER_LIPS, 1.0), (JAW, 0.8)):
        index = list(part)
        below = ~np.isin(index, _UPPER)
        drop = np.where(below, 0.22, -0.03) * weight
        points[:, index, 1] += open_[:, None] * drop * _central(index)
        points[:, index, 0] -= 0.2 * purse[:, None] * (TEMPLATE[index, 0] - middle[0]) * (weight == 1)
    sway = np.stack([np.sin(2 * np.pi * t / 4), 0.4 * np.sin(2 * np.pi * t / 2), 0 * t], 1) * 0.05
    return np.asarray((points + sway[:, None]) * EYES + [SIZE / 2, SIZE * 0.42, 0], np.float32)


def _central(index: list[int]) -> np.ndarray:
    """1 at the middle of the lips, 0 at their corners; the jaw as a whole."""
    x = TEMPLATE[index, 0] / np.abs(TEMPLATE[61, 0])
    return np.sqrt(np.clip(1 - x**2, 0, 1)) if 152 not in index else np.ones(len(index))


def picture(points: np.ndarray, seed: int = 0) -> np.ndarray:
    """(SIZE, SIZE, 3) uint8 BGR."""
    rows = np.linspace(90, 130, SIZE, dtype=np.uint8)[:, None, None]
    image = np.ascontiguousarray(np.broadcast_to(rows, (SIZE, SIZE, 3)))
    fills = ((_OVAL, (150, 170, 205)), (_OUTER, (95, 95, 190)), (_INNER, (25, 20, 50)))
    for outline, colour in fills:
        cv2.fillPoly(
            image, [np.round(points[list(outline), :2] * 8).astype(np.int32)], colour, cv2.LINE_AA, 3
        )
    for eye in ((33, 133), (362, 263)):
        at = points[list(eye), :2].mean(0)
        cv2.circle(image, (round(float(at[0])), round(float(at[1]))), 4, (40, 40, 40), -1, cv2.LINE_AA)
    noise = np.random.default_rng(seed).integers(-4, 5, (SIZE, SIZE, 1))
    return np.clip(image.astype(int) + noise, 0, 255).astype(np.uint8)


def phonemes(count: int = FRAMES) -> list[list[object]]:
    """A vowel where the mouth is open, lips that meet where it is shut, a pause at the end."""
    open_ = openings(count) > 0.35
    edges = np.flatnonzero(np.diff(open_.astype(int))) + 1
    found: list[list[object]] = []
    for a, b in zip([0, *edges], [*edges, count], strict=True):
        kind = ["a", "AA"] if open_[a] else (["m", "MBP"] if b < count else ["_", "sil"])
        found.append([*kind, round(a / 25, 3), round(b / 25, 3)])
    return found


def work_folder(folder: Path, count: int = FRAMES) -> Path:
    """A work folder as creation leaves it, but for the sound."""
    points = points_of(count)
    (folder / "clean").mkdir(parents=True)
    write_loop(folder / "clean" / "video.mp4", (picture(p, i) for i, p in enumerate(points)), 12, "ultrafast")
    one = np.ones(count, np.float32)
    Track(
        points, one.astype(np.uint8), np.zeros((count, 3), np.float32), 0 * one, 90 * one, 128 * one, 0 * one,
        EYES * one, one, np.zeros((count, 6), np.float32), 0 * one, one,
    ).save(folder / "faces.npz")  # fmt: skip
    (folder / "speech.json").write_text(json.dumps({"source": "script", "phonemes": phonemes(count)}))
    return folder
