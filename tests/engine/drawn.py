"""A small bundle drawn in code: a face of 128x128 whose lips, points and head motion are known exactly."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import ArrayLike

from avatars.engine.background import GREY
from avatars.engine.bundle_writer import LoopSource, MouthSource, grid_nodes, write_bundle
from avatars.engine.visemes import DOMINANCE


def f32(values: ArrayLike) -> np.ndarray:
    """A float32 array, which numpy's types do not take `np.float32([…])` for."""
    return np.asarray(values, np.float32)


SIZE, CROP = 128, 64
CROP_AT = f32([32, 60])  # the crop's corner in a frame whose head is at its middle
BOX = (24, 52, 104, 128)
MIDDLE = f32([32, 28])
SHAPE_NAMES = ["jawOpen", "mouthPucker"]
SHAPES = {
    "sil": (0.06, 0.0), "MBP": (0.0, 0.0), "FV": (0.12, 0.0), "TH": (0.3, 0.0), "DDN": (0.3, 0.0), "L": (0.4, 0.0),
    "KG": (0.35, 0.0), "CHSH": (0.25, 0.5), "SZ": (0.2, 0.0), "R": (0.3, 0.4), "AA": (1.0, 0.0), "AE": (0.8, 0.0),
    "EH": (0.6, 0.0), "UH": (0.45, 0.0), "IY": (0.3, 0.0), "OH": (0.7, 0.6), "UW": (0.25, 1.0),
}  # fmt: skip
LENGTHS = {"idle": 50, "listen": 40, "speak": 60, "idle2": 45}
Draw = Callable[[np.ndarray, float], np.ndarray]


def lips(shape: np.ndarray) -> tuple[float, float]:
    """Half width and half gap in crop pixels."""
    jaw, pucker = shape
    return 14.0 - 6.0 * pucker, 9.0 * jaw


def points_model() -> tuple[np.ndarray, np.ndarray]:
    """Inner top, inner bottom, corners, outer lips, and a still ring: linear in the shape."""
    base = f32([[0, 0], [0, 0], [-14, 0], [14, 0], [0, -4], [0, 4]])
    jaw = f32([[0, -9], [0, 9], [0, 0], [0, 0], [0, -9], [0, 9]])
    pucker = f32([[0, 0], [0, 0], [6, 0], [-6, 0], [0, 0], [0, 0]])
    ring = f32([[np.cos(a) * 26, np.sin(a) * 24] for a in np.linspace(0, 6.28, 12, endpoint=False)])
    still = np.zeros_like(ring)
    mean = np.concatenate([base, ring]) + MIDDLE
    return mean, np.stack([np.concatenate([jaw, still]), np.concatenate([pucker, still])])


def draw_mouth(shape: np.ndarray) -> np.ndarray:
    """(64, 64, 3) uint8 BGR: skin, lips, dark inside, a row of teeth."""
    image = np.full((CROP, CROP, 3), (150, 170, 205), np.uint8)
    half_width, half_gap = lips(np.asarray(shape))
    centre = (int(MIDDLE[0]), int(MIDDLE[1]))
    cv2.ellipse(
        image, centre, (round(half_width), round(half_gap + 4)), 0, 0, 360, (90, 90, 190), -1, cv2.LINE_AA
    )
    if half_gap >= 0.5:
        inside = (round(half_width - 2), round(half_gap))
        cv2.ellipse(image, centre, inside, 0, 0, 360, (20, 20, 60), -1, cv2.LINE_AA)
        cv2.ellipse(image, centre, (inside[0], inside[1]), 0, 200, 340, (235, 240, 240), 2, cv2.LINE_AA)
    return image


def feather() -> np.ndarray:
    y, x = np.mgrid[:CROP, :CROP].astype(np.float32)
    r = np.hypot((x - MIDDLE[0]) / 27, (y - MIDDLE[1]) / 25)
    return np.clip((1 - r) * 5, 0, 1).astype(np.float32)


def poses(name: str, count: int) -> np.ndarray:
    """(n, 5): the head's place in pixels; every loop begins and ends at the middle."""
    t = np.arange(count) / count * 2 * np.pi
    reach = {"idle": 1.5, "listen": 1.0, "speak": 2.5, "idle2": -2.0}[name]
    still = np.zeros(count)
    return np.stack([reach * np.sin(t), 0.6 * reach * np.sin(2 * t), still, still, still], 1)


def draw_frame(pose: np.ndarray, blink: float) -> np.ndarray:
    """The face at one pose, mouth at rest, before a wall."""
    wall = np.full((SIZE, SIZE, 3), (120, 110, 90), np.uint8)
    wall[:, :, 0] += np.arange(SIZE, dtype=np.uint8)[None] // 2
    return draw_over(wall, pose, blink)[0]


def draw_cut_out(pose: np.ndarray, blink: float) -> np.ndarray:
    """(128, 128, 4) BGRA: the same over mid-grey, with its alpha."""
    image, inside = draw_over(np.full((SIZE, SIZE, 3), GREY, np.uint8), pose, blink)
    return np.dstack([image, inside])


def draw_over(image: np.ndarray, pose: np.ndarray, blink: float) -> tuple[np.ndarray, np.ndarray]:
    """The face over a picture, and its alpha."""
    move = f32([[1, 0, pose[0]], [0, 1, pose[1]]])
    head = np.zeros_like(image)
    cv2.ellipse(head, (64, 68), (44, 56), 0, 0, 360, (150, 170, 205), -1)
    for x in (46, 82):
        cv2.ellipse(head, (x, 50), (7, max(1, round(4 * (1 - blink)))), 0, 0, 360, (40, 40, 40), -1)
    x, y = CROP_AT.astype(int)
    mouth, alpha = draw_mouth(f32(SHAPES["sil"])), feather()[..., None]
    head[y : y + CROP, x : x + CROP] = head[y : y + CROP, x : x + CROP] * (1 - alpha) + mouth * alpha
    inside = cv2.ellipse(np.zeros((SIZE, SIZE), np.uint8), (64, 68), (44, 56), 0, 0, 360, 255, -1)
    moved, inside = cv2.warpAffine(head, move, (SIZE, SIZE)), cv2.warpAffine(inside, move, (SIZE, SIZE))
    share = inside[..., None] / 255.0
    return (image * (1 - share) + moved * share).astype(np.uint8), inside


def loop_source(name: str, draw: Draw = draw_frame) -> LoopSource:
    count = LENGTHS[name]
    pose = poses(name, count)
    blink = (np.abs(np.arange(count) - count // 2) < 2).astype(np.float32)
    nodes = grid_nodes(BOX, 12, 12)
    warp = nodes[None] - CROP_AT - pose[:, None, None, :2].astype(np.float32)
    return LoopSource([draw(p, b) for p, b in zip(pose, blink, strict=True)], warp, pose, blink)


def mouth_source() -> MouthSource:
    mean, basis = points_model()
    shapes = f32(list(SHAPES.values()))
    return MouthSource(
        np.stack([draw_mouth(s) for s in shapes]), shapes, list(SHAPES), SHAPE_NAMES, mean, basis,
        np.array([0]), np.array([1]), feather(),
    )  # fmt: skip


def visemes() -> dict[str, dict]:
    keys = ("strength", "attack_s", "decay_s")
    return {
        name: {"shape": list(s), **dict(zip(keys, DOMINANCE[name], strict=True))}
        for name, s in SHAPES.items()
    }


def draw_bundle(
    path: Path, draw: Draw = draw_frame, more: Sequence[str] = (), accents: np.ndarray | None = None
) -> Path:
    """Write the bundle folder `path`; more: loops besides the three; accents: fields of what speech moves."""
    manifest = {
        "code": "drawn", "name": "Drawn", "kind": "sample", "synthetic": True, "licence": "CC0-1.0", "role": "Test",
        "gender": "none", "greeting": {"en": "Hello."}, "default_language": "en", "voice": {},
    }  # fmt: skip
    loops = {name: loop_source(name, draw) for name in ("idle", "listen", "speak", *more)}
    return write_bundle(path, manifest, BOX, loops, mouth_source(), visemes(), accents=accents)
