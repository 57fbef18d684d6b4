"""A contact sheet of one presenter's layers, to be looked at: rest, gazes, blink, turns, visemes (no bpy)."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from . import motion, shapes
from .flow import Pose
from .people import Person
from .picture import Layers

TURN = np.radians(4.)
POSES = (Pose(), Pose(yaw=TURN), Pose(yaw=-TURN), Pose(pitch=TURN), Pose(roll=TURN), Pose(brow=1.))
ROW = 1536  # pixels wide


def sheet(person: Person, folder: Path, file: Path) -> Path:
    """Writes `file` from the layers in `folder`."""
    layers = Layers.read(folder, person.background)
    rows = [row([layers.frame(motion.Moment(pose, 0, "camera"))[0] for pose in POSES])]
    x0, y0, x1, y1 = layers.plan["eyes"]
    eyes = [layers.laid(layers.face(lid, "camera")) for lid in range(len(motion.LIDS))]
    eyes += [layers.laid(layers.face(0, gaze)) for gaze in motion.GAZES]
    rows += [row([image[y0:y1, x0:x1] for image in part]) for part in (eyes[:6], eyes[6:])]
    mouths = list(layers.mouths()[: len(shapes.VISEMES)])
    rows += [row(mouths[:6]), row(mouths[6:12]), row(mouths[12:])]
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.concatenate(rows))
    return file


def row(images: list[np.ndarray]) -> np.ndarray:
    """Pictures of one size side by side, scaled to the sheet's width."""
    line = np.concatenate(images, 1)
    return cv2.resize(line, (ROW, round(line.shape[0] * ROW / line.shape[1])), interpolation=cv2.INTER_AREA)
