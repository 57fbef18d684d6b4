"""One frame of a film: neutral frame, eyes and the mouth that was rendered for it, moved as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .film_speech import shown_mouths
from .flow import SPOTS
from .motion import Moment
from .picture import EYE_FEATHER, MOUTH_FEATHER, Layers, edge_feather, over, read_png


@dataclass
class Film:
    """shown: (n,) index of the rendered mouth of each frame; shapes: (m, k) and marks: (m, 5, 2) pixels of them:
    upper and lower inner lip, right and left corner, chin."""

    layers: Layers
    moments: Sequence[Moment]
    shown: np.ndarray
    shapes: np.ndarray
    marks: np.ndarray
    eyes_px: float
    background: str

    @classmethod
    def read(cls, folder: Path, background: str, moments: Sequence[Moment], track: np.ndarray) -> Film:
        marks = np.load(folder / "marks.npz")
        basis = np.load(folder / "geometry.npz")["points_basis"]
        layers = Layers.read(folder)
        there = len(layers.plan["mouths"])
        shown = shown_mouths(track, marks["shapes"][:there], basis)
        return cls(layers, moments, shown, marks["shapes"][:there], marks["marks"][:there], float(marks["eyes_px"]),
            background)

    def frame(self, index: int) -> np.ndarray:
        """(s, s, 3) uint8 BGR."""
        moment, layers = self.moments[index], self.layers
        eyes = layers.plan["lids"][moment.lid] if moment.lid else layers.plan["gazes"][moment.gaze]
        picture = layers.base.copy()
        self._lay(picture, eyes, layers.plan["eyes"], EYE_FEATHER)
        self._lay(picture, layers.plan["mouths"][self.shown[index]], layers.plan["mouth"], MOUTH_FEATHER)
        return over(layers.posed(layers.graded(picture), moment.pose, layers.flow.source(moment.pose)), self.background)

    def _lay(self, picture: np.ndarray, name: str, box: list[int], feather: int) -> None:
        x0, y0, x1, y1 = box
        edge = edge_feather(y1 - y0, x1 - x0, feather)[..., None]
        picture[y0:y1, x0:x1] += (read_png(self.layers.folder / name) - picture[y0:y1, x0:x1]) * edge

    def posed_marks(self, index: int) -> np.ndarray:
        """(5, 2) pixels in the finished frame."""
        at = self.marks[self.shown[index]]
        moved = self.layers.flow.forward(self.moments[index].pose)
        spots = ((at + .5) * (SPOTS / self.layers.size) - .5).astype(np.float32)
        return np.asarray(at + cv2.remap(moved, spots[:, None, 0], spots[:, None, 1], cv2.INTER_LINEAR)[:, 0])

