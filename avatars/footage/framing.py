"""Which part of the video the avatar shows, and how large: a square with head and shoulders, 512 pixels at most."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from avatars.engine.colour import planes

from .face_space import OUTER_EYES, eye_distance

LARGEST = 512
SMALL = 48
SMALLEST_FACE = 0.19  # distance between the outer corners of the eyes, as a share of the picture's side
EYES_AT = 0.42  # of the picture's height


@dataclass(frozen=True)
class Framing:
    """A square of the video (x0, y0, side, in its pixels, even) that is shown in `size` x `size` pixels."""

    x0: int
    y0: int
    side: int
    size: int

    @property
    def scale(self) -> float:
        """Pixels of the picture in one of the video."""
        return self.size / self.side

    def place(self, points: np.ndarray) -> np.ndarray:
        """points: (n, m, 2 or 3) pixels of the video -> the same in pixels of the picture."""
        shift = np.array([self.x0, self.y0, 0.0][: points.shape[-1]])
        return np.asarray((points - shift) * self.scale, np.float32)

    def cut(self, image: np.ndarray) -> np.ndarray:
        """image: (h * 3 / 2, w) I420 of the video -> (size * 3 / 2, size) I420."""
        if self.side == self.size and image.shape == (self.size * 3 // 2, self.size):
            return image
        out = np.empty((self.size * 3 // 2, self.size), np.uint8)
        for source, target, part in zip(planes(image), planes(out), (1, 2, 2), strict=True):
            x, y, side = self.x0 // part, self.y0 // part, self.side // part
            cut = source[y : y + side, x : x + side]
            size = (self.size // part, self.size // part)
            target[:] = cut if self.side == self.size else cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
        return out


def framing(points: np.ndarray, width: int, height: int) -> Framing:
    """points: (n, 478, 3) pixels of the video of width x height."""
    eyes = np.nanmedian(points[:, OUTER_EYES, :2].mean(1), 0)
    side = min(width, height, eye_distance(points) / SMALLEST_FACE)
    side = int(side) // 2 * 2
    x0 = int(np.clip(eyes[0] - side / 2, 0, width - side)) // 2 * 2
    y0 = int(np.clip(eyes[1] - side * EYES_AT, 0, height - side)) // 2 * 2
    return Framing(x0, y0, side, min(side, LARGEST))


def video_size(file: Path) -> tuple[int, int]:
    """(width, height)."""
    with av.open(str(file)) as video:
        stream = video.streams.video[0]
        return stream.width, stream.height


def small_pictures(file: Path, count: int, cut: Framing) -> np.ndarray:
    """(count, SMALL, SMALL) uint8 grey: all frames of the video, of each what is shown."""
    found = []
    with av.open(str(file)) as video:
        video.streams.video[0].thread_type = "AUTO"
        for frame in video.decode(video=0):
            light = planes(np.ascontiguousarray(frame.to_ndarray(format="yuv420p")))[0]
            shown = light[cut.y0 : cut.y0 + cut.side, cut.x0 : cut.x0 + cut.side]
            found.append(cv2.resize(shown, (SMALL, SMALL), interpolation=cv2.INTER_AREA))
    found += found[-1:] * (count - len(found))
    return np.stack(found[:count])


def pictures(file: Path, cut: Framing) -> Iterator[np.ndarray]:
    """All frames of the video as the avatar's picture, I420."""
    with av.open(str(file)) as video:
        video.streams.video[0].thread_type = "AUTO"
        for frame in video.decode(video=0):
            yield cut.cut(np.ascontiguousarray(frame.to_ndarray(format="yuv420p")))
