"""Packs one presenter's layers as an avatar bundle."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from avatars.engine.bundle_writer import LoopSource, MouthSource, grid_nodes, write_bundle
from avatars.engine.loop_writer import write_loop
from avatars.engine.visemes import DOMINANCE

from . import motion, shapes
from .flow import SPOTS, Pose
from .people import Person
from .picture import Layers, over

SIZE = 720  # pixels of what is packed; the product makes smaller pictures of it
CRF = 16  # of the loops: their seams are as quiet as their own motion
GRID = 16  # pixels between nodes of the warp grid
POSE_PX = (88., 91., 152., 134., 69.)  # mean motion of a face of 512 pixels, per radian, per dm; measured
PREVIEW_SECONDS = 4
ACCENTS = (Pose(pitch=float(np.radians(1.6))), Pose(brow=.55), Pose(breath=.035))  # nod, brow, breath, in full
LICENCE_FILE = "LICENCE.txt"


def pose_row(pose: motion.Pose, part: float) -> list[float]:
    return [value * pixels * part for value, pixels in zip(pose.row(), POSE_PX, strict=True)]


class Loop:
    """One loop on its way into the bundle: frames are made as the writer takes them, warps are kept."""

    def __init__(self, layers: Layers, name: str, seed: int, box: tuple[int, int, int, int]) -> None:
        self.layers, self.moments, self.box = layers, motion.moments(name, seed), box
        shape = ((box[3] - box[1]) // GRID, (box[2] - box[0]) // GRID)
        self.nodes = grid_nodes(box, *shape)
        self.warp = np.zeros((len(self.moments), *shape, 2), np.float32)

    def frames(self) -> Iterator[np.ndarray]:
        origin = np.array(self.layers.box("mouth")[:2], np.float32)
        for i, moment in enumerate(self.moments):
            image, source = self.layers.frame(moment)
            self.warp[i] = cv2.remap(source, self.nodes[..., 0], self.nodes[..., 1], cv2.INTER_LINEAR) - origin
            yield image

    def source(self) -> LoopSource:
        pose = np.array([pose_row(m.pose, self.layers.part) for m in self.moments], np.float32)
        blink = np.array([motion.LIDS[m.lid] for m in self.moments], np.float32)
        return LoopSource(self.frames(), self.warp, pose, blink)


def frame_box(layers: Layers, seed: int) -> tuple[int, int, int, int]:
    """Where in a frame the mouth's crop can land under any pose of the loops: even x0, y0, x1, y1."""
    x0, y0, x1, y1 = box = layers.box("mouth")
    rows, columns = (slice(box[k] * SPOTS // layers.size, box[k + 2] * SPOTS // layers.size + 1) for k in (1, 0))
    low, high = np.array([x0, y0], float), np.array([x1, y1], float)
    for name in motion.TEMPERS:
        for moment in motion.moments(name, seed)[::3]:
            moved = layers.flow.forward(moment.pose)[rows, columns]
            low = np.minimum(low, np.array([x0, y0]) + moved.reshape(-1, 2).min(0))
            high = np.maximum(high, np.array([x1, y1]) + moved.reshape(-1, 2).max(0))
    low, high = np.floor(low / GRID) * GRID, np.ceil(high / GRID) * GRID
    x0, y0, x1, y1 = (int(v) for v in np.clip(np.r_[low, high], 0, layers.size))
    return x0, y0, x1, y1


def mouth_source(layers: Layers) -> MouthSource:
    geometry = np.load(layers.folder / "geometry.npz")
    bank = shapes.bank()
    units = layers.mouths()
    names = list(layers.plan["units"])
    scale = layers.size / layers.plan["size"]
    shift = np.array(layers.plan["mouth"][:2]) * scale - layers.box("mouth")[:2]
    return MouthSource(
        units, np.stack([bank[name] for name in names]), names, list(shapes.UNITS),
        geometry["points_mean"] * scale + shift, geometry["points_basis"] * scale, geometry["inner_top"][None],
        geometry["inner_bottom"][None], layers.mouth_mask(units))


def visemes() -> dict[str, dict[str, object]]:
    keys = ("strength", "attack_s", "decay_s")
    return {
        name: {"shape": [round(float(v), 4) for v in shapes.vector(weights)],
               **dict(zip(keys, DOMINANCE[name], strict=True))}
        for name, weights in shapes.VISEMES.items()
    }


def accents(layers: Layers) -> np.ndarray:
    """(3, g, g, 2) pixels: what a full nod, raised brows and a deep breath move; see `avatars.engine.accents`."""
    fields = [layers.flow.forward(pose) for pose in ACCENTS]
    return np.stack([cv2.resize(field, (SPOTS // 2, SPOTS // 2), interpolation=cv2.INTER_AREA) for field in fields])


def assemble(person: Person, bank: Path, bundle: Path, size: int = SIZE) -> Path:
    """Writes the bundle folder of a presenter from the layers in `bank`; the old one stays until the new is whole."""
    fresh = bank / "bundle"
    layers = Layers.read(bank, size)
    box = frame_box(layers, person.seed)
    loops = {name: Loop(layers, name, person.seed, box).source() for name in motion.TEMPERS}
    write_bundle(fresh, person.manifest(), box, loops, mouth_source(layers), visemes(), CRF, accents(layers))
    write_preview(layers, person, fresh)
    (fresh / LICENCE_FILE).write_text(person.licence_note())
    shutil.rmtree(bundle, ignore_errors=True)
    shutil.copytree(fresh, bundle)
    return bundle


def write_preview(layers: Layers, person: Person, bundle: Path) -> None:
    """A still picture and a few silent seconds that move, from the start of the listening loop to its end."""
    still = over(layers.face(0, "camera"), person.background)
    cv2.imwrite(str(bundle / "thumbnail.webp"), cv2.resize(still, (384, 384), interpolation=cv2.INTER_AREA),
                [cv2.IMWRITE_WEBP_QUALITY, 88])
    listen = motion.moments("listen", person.seed)[: PREVIEW_SECONDS * motion.FPS]
    laid = (over(layers.frame(m)[0], person.background) for m in listen)
    small = (cv2.resize(frame, (384, 384), interpolation=cv2.INTER_AREA) for frame in laid)
    write_loop(bundle / "preview.mp4", small, crf=21)
