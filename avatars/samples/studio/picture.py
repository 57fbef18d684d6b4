"""Puts rendered layers together: neutral frame, eyes, mouth units, motion, background."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from . import motion
from .backdrop import backdrop
from .flow import MeshFlow

SATURATION = 1.10  # AgX renders skin a little pale
GRAIN = 1.6  # grey levels of fine texture that the denoiser took away
EYE_FEATHER = 7
MOUTH_FEATHER = 12


@dataclass
class Layers:
    """What the bank rendered, read once. base: (s, s, 4) float32 BGRA, straight alpha."""

    folder: Path
    plan: dict[str, Any]
    base: np.ndarray
    back: np.ndarray
    grain: np.ndarray
    flow: MeshFlow
    _faces: dict[str, np.ndarray] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, background: str) -> Layers:
        plan = json.loads((folder / "plan.json").read_text())
        geometry = np.load(folder / "geometry.npz")
        size = int(plan["size"])
        flow = MeshFlow(
            geometry["points"], geometry["follow"], geometry["brow"], geometry["neck"], geometry["camera"],
            float(geometry["focal"]), size)
        return cls(folder, plan, read_png(folder / plan["base"]), backdrop(background, size), grain(size), flow)

    def crop(self, name: str, box: list[int], feather: int) -> np.ndarray:
        """The neutral frame with one rendered crop blended in: (s, s, 4)."""
        x0, y0, x1, y1 = box
        part = read_png(self.folder / name)
        edge = edge_feather(y1 - y0, x1 - x0, feather)[..., None]
        out = self.base.copy()
        out[y0:y1, x0:x1] = out[y0:y1, x0:x1] * (1 - edge) + part * edge
        return out

    def face(self, lid: int, gaze: str) -> np.ndarray:
        """The neutral frame with these eyes, graded: (s, s, 4)."""
        name = self.plan["lids"][lid] if lid else self.plan["gazes"][gaze]
        if name not in self._faces:
            self._faces[name] = self.graded(self.crop(name, self.plan["eyes"], EYE_FEATHER))
        return self._faces[name]

    def graded(self, layer: np.ndarray) -> np.ndarray:
        """Straight alpha, as rendered -> coloured and grained, multiplied by alpha, alpha 0..1."""
        alpha, colour = layer[..., 3:] / 255, layer[..., :3] + self.grain
        grey = colour.mean(-1, keepdims=True)
        colour = np.clip(grey + (colour - grey) * SATURATION, 0, 255)
        return np.concatenate([colour * alpha, alpha], -1)

    def laid(self, picture: np.ndarray, source: np.ndarray | None = None) -> np.ndarray:
        """Moves a graded picture and lays it over the background: (s, s, 3) uint8 BGR."""
        if source is not None:
            picture = cv2.remap(
                picture, source[..., 0], source[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        behind = self.back * (1 - np.clip(picture[..., 3:], 0, 1))
        return np.clip(picture[..., :3] + behind + .5, 0, 255).astype(np.uint8)

    def frame(self, moment: motion.Moment) -> tuple[np.ndarray, np.ndarray]:
        """One frame of a loop and, for each of its pixels, the rest pixel it shows (s, s, 2)."""
        source = self.flow.source(moment.pose)
        return self.laid(self.face(moment.lid, moment.gaze), source), source

    def mouths(self) -> np.ndarray:
        """(u, ch, cw, 3) uint8: the mouth's box of the neutral frame under every unit."""
        x0, y0, x1, y1 = box = self.plan["mouth"]
        return np.stack([
            self.laid(self.graded(self.crop(name, box, 4)))[y0:y1, x0:x1] for name in self.plan["units"].values()])

    def mouth_mask(self, mouths: np.ndarray) -> np.ndarray:
        """(ch, cw) float32: one where any unit changes the skin, falling to zero at the edge, hair and background."""
        x0, y0, x1, y1 = self.plan["mouth"]
        change = np.abs(mouths.astype(np.int16) - mouths[:1]).max((0, 3)).astype(np.uint8)
        change = cv2.GaussianBlur(cv2.medianBlur(change, 5), (0, 0), 2.)
        moved = outline(change > 5)
        solid = self.base[y0:y1, x0:x1, 3] > 250
        room = cv2.distanceTransform(np.pad(solid.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
        edge = np.minimum(edge_feather(y1 - y0, x1 - x0, MOUTH_FEATHER), np.clip((room - 2) / 6, 0, 1))
        return np.asarray(cv2.GaussianBlur(moved.astype(np.float32), (0, 0), 5.) * edge, np.float32)


def outline(moved: np.ndarray) -> np.ndarray:
    """(h, w) bool -> uint8: its largest connected part, widened a little, without holes or bays."""
    _, label, stats, _ = cv2.connectedComponentsWithStats(moved.astype(np.uint8))
    largest = (label == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    hull = cv2.convexHull(cv2.findNonZero(cv2.dilate(largest, np.ones((7, 7)))))
    return np.asarray(cv2.fillConvexPoly(np.zeros_like(largest), hull, 1))


def read_png(file: Path) -> np.ndarray:
    image = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    if image is None or image.shape[-1] != 4:
        raise FileNotFoundError(f"{file} is not a rendered layer; remove it and build again.")
    return image.astype(np.float32)


def edge_feather(height: int, width: int, pixels: int) -> np.ndarray:
    """(height, width): zero at the edge, one from `pixels` on inside, smooth between."""
    y = np.minimum(np.arange(height), np.arange(height)[::-1]) / pixels
    x = np.minimum(np.arange(width), np.arange(width)[::-1]) / pixels
    u = np.clip(np.minimum.outer(y, x), 0, 1)
    return np.asarray(u * u * (3 - 2 * u), np.float32)


def grain(size: int, seed: int = 11) -> np.ndarray:
    """(size, size, 1) fixed fine texture, part of the surface: it moves with the head."""
    noise = np.random.default_rng(seed).normal(size=(size, size)).astype(np.float32)
    fine = cv2.GaussianBlur(noise, (0, 0), .7) - cv2.GaussianBlur(noise, (0, 0), 2.2)
    return np.asarray(GRAIN * fine / fine.std(), np.float32)[..., None]
