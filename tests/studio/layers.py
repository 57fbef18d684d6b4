"""Layers as the bank leaves them, of a drawn head instead of a rendered one: packing needs no Blender."""

import json
from pathlib import Path

import cv2
import numpy as np

from avatars.samples.studio import motion, shapes

SIZE = 128
MOUTH, EYES = [36, 72, 92, 112], [36, 40, 92, 64]
DISTANCE, FOCAL = 10., 320.
PX = DISTANCE / FOCAL  # dm a pixel
LIT = 30  # grey levels


def write(folder: Path) -> None:
    """base, eyes, units as PNG; geometry.npz; plan.json."""
    folder.mkdir(parents=True)
    plan = {
        "size": SIZE, "mouth": MOUTH, "eyes": EYES, "base": save(folder, "base", head(0., 0.)),
        "lids": [save(folder, f"lid{i}", head(level, 0.), EYES) for i, level in enumerate(motion.LIDS)],
        "turned": {d: save(folder, f"turned{d}", lit(head(0., 0.))) for d in motion.TURNS},
        "laugh_box": MOUTH, "laugh": save(folder, "laugh", head(0., .4), MOUTH),
        "gazes": {name: save(folder, name, head(0., 0.), EYES) for name in motion.GAZES},
        "units": {
            name: save(folder, f"unit{i}", head(0., shape[0]), MOUTH)
            for i, (name, shape) in enumerate(shapes.bank().items())},
    }
    (folder / "plan.json").write_text(json.dumps(plan))
    geometry(folder)


def lit(image: np.ndarray) -> np.ndarray:
    """A head that was turned towards the light."""
    brighter = image.astype(int) + np.array([LIT, LIT, LIT, 0])
    return np.minimum(brighter, 255).astype(np.uint8)


def head(lid: float, jaw: float) -> np.ndarray:
    """(SIZE, SIZE, 4) uint8 BGRA."""
    image = np.zeros((SIZE, SIZE, 4), np.uint8)
    cv2.ellipse(image, (64, 68), (38, 54), 0, 0, 360, (120, 150, 200, 255), -1)
    cv2.rectangle(image, (14, 116), (114, 128), (90, 60, 40, 255), -1)
    for x in (50, 78):
        cv2.ellipse(image, (x, 52), (7, max(1, round(4 * (1 - lid)))), 0, 0, 360, (250, 250, 250, 255), -1)
    cv2.ellipse(image, (64, 90), (11, max(1, round(1 + 12 * jaw))), 0, 0, 360, (40, 20, 90, 255), -1)
    return image


def save(folder: Path, name: str, image: np.ndarray, box: list[int] | None = None) -> str:
    x0, y0, x1, y1 = box or [0, 0, SIZE, SIZE]
    cv2.imwrite(str(folder / f"{name}.png"), image[y0:y1, x0:x1])
    return f"{name}.png"


def geometry(folder: Path) -> None:
    """A flat face that turns with the head, and two lip points that the jaw parts."""
    grid = np.stack(np.meshgrid(np.arange(0, SIZE, 4), np.arange(0, SIZE, 4)), -1).reshape(-1, 2) - SIZE / 2
    points = np.stack([grid[:, 0] * PX, np.zeros(len(grid)), -grid[:, 1] * PX], -1)
    camera = np.eye(4)
    camera[:3, :3] = [[1, 0, 0], [0, 0, 1], [0, -1, 0]]
    camera[2, 3] = -DISTANCE
    mean = np.array([[28., 18], [28, 18]], np.float32)
    basis = np.zeros((len(shapes.UNITS), 2, 2), np.float32)
    basis[0, 1, 1] = 24.
    np.savez(
        folder / "geometry.npz", points=points, follow=np.ones(len(points)), brow=np.zeros_like(points),
        neck=np.array([0, .5, -2.]), camera=camera, focal=FOCAL, size=SIZE, points_mean=mean, points_basis=basis,
        inner_top=0, inner_bottom=1)
