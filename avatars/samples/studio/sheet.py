"""A contact sheet of one presenter's layers: on each background, turns, laugh, brows, eyes, visemes (no bpy)."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from . import motion, shapes
from .backdrop import KINDS
from .flow import Pose
from .people import Person
from .picture import Layers, over

SIZE = 512  # pixels of each whole picture before the sheet is put together
TURNS = (Pose(yaw=np.radians(6.)), Pose(yaw=np.radians(-6.)), Pose(pitch=np.radians(4.)), Pose(roll=np.radians(4.)))
ROW = 2048  # pixels wide


def sheet(person: Person, folder: Path, file: Path) -> Path:
    """Writes `file` from the layers in `folder`."""
    layers = Layers.read(folder, SIZE)
    rows = [row([over(layers.frame(motion.Moment(Pose(), 0, "camera"))[0], kind) for kind in KINDS])]
    rows += [row([over(layers.frame(motion.Moment(pose, 0, "camera"))[0], person.background) for pose in TURNS])]
    laugh = over(layers.graded(layers.crop(layers.plan["laugh"], layers.plan["laugh_box"], 8)), person.background)
    brows = over(layers.frame(motion.Moment(Pose(brow=1.), 0, "camera"))[0], person.background)
    blinks = [over(layers.face(lid, "camera"), person.background) for lid in (3, len(motion.LIDS) - 1)]
    rows += [row([laugh, brows, *blinks])]
    x0, y0, x1, y1 = layers.box("eyes")
    eyes = [layers.face(lid, "camera") for lid in range(len(motion.LIDS))]
    eyes += [layers.face(0, gaze) for gaze in motion.GAZES]
    rows += [row([image[y0:y1, x0:x1, :3] for image in part]) for part in (eyes[:6], eyes[6:12])]
    mouths = list(layers.mouths()[: len(shapes.VISEMES)])
    rows += [row(mouths[:6]), row(mouths[6:12]), row(mouths[12:])]
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.concatenate(rows))
    return file


def row(images: list[np.ndarray]) -> np.ndarray:
    """Pictures of one size side by side, scaled to the sheet's width."""
    line = np.concatenate(images, 1)
    return cv2.resize(line, (ROW, round(line.shape[0] * ROW / line.shape[1])), interpolation=cv2.INTER_AREA)
