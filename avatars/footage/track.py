"""What was seen of the face in each frame of clean/video.mp4: faces.npz."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

from avatars.footage.files import replaced

POINTS = 478  # MediaPipe's face mesh with irises
LEFT_EYE, RIGHT_EYE = 33, 263  # outer corners


@dataclass(frozen=True)
class Track:
    """One row per frame (n). Rows of NaN where no face was found; `face` says where one was.

    points: (n, 478, 3) float32 in pixels of clean/video.mp4, z towards the picture's depth in the same unit.
    count: (n,) uint8 faces seen. pose: (n, 3) float32 yaw, pitch, roll in degrees (0 = into the camera).
    blink: (n,) 0 open .. 1 shut. sharpness: (n,) of the face at a fixed size, about 20 blurred .. 200 crisp.
    light: (n,) 0..255 mean of the face. clipped: (n,) share of the face that is blown out.
    eyes_px: (n,) distance between the outer eye corners; a face too small for its points has an estimate here.
    change: (n,) mean difference from the frame before, in grey levels of a small copy. mouth_look: (n, 6) float32,
    see `look.mouth_look`. flat: (n,) share of the face without any texture: skin hardly has any, paint much.
    moved: (n,) mean difference of the face from the frame before, in grey levels.
    """

    points: np.ndarray
    count: np.ndarray
    pose: np.ndarray
    blink: np.ndarray
    sharpness: np.ndarray
    light: np.ndarray
    clipped: np.ndarray
    eyes_px: np.ndarray
    change: np.ndarray
    mouth_look: np.ndarray
    flat: np.ndarray
    moved: np.ndarray

    def __len__(self) -> int:
        return len(self.points)

    @property
    def face(self) -> np.ndarray:
        """(n,) bool: a face was found in this frame."""
        return np.isfinite(self.points[:, 0, 0])

    def save(self, path: Path) -> None:
        """Atomically, as an .npz without compression (for speed; 5.7 kB a frame)."""
        with replaced(path) as part, part.open("wb") as file:
            np.savez(file, **{f.name: getattr(self, f.name) for f in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises OSError, KeyError or ValueError where the file is none of ours. An older one was not asked for all."""
        with np.load(path, allow_pickle=False) as kept:
            unasked = np.full(len(kept["points"]), np.nan, np.float32)
            return cls(**{f.name: kept.get(f.name, unasked) for f in fields(cls)})
