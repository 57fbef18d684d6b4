"""Encodes loops: pictures as H.264, and their alpha beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np

from .clock import FPS
from .colour import bgr_to_i420

EVEN = "mbtree=0"  # a loop's last pictures are followed by its first: all are worth the same
ALPHA_CRF = 20  # its noise is cut off where nothing or all is seen, see `alpha`
_LIMITED, _FULL, _BT601 = 1, 2, 5  # as FFmpeg numbers them


@dataclass(frozen=True)
class Written:
    """frames: how many; size: (width, height); alpha: the name of the alpha's file, or ""."""

    frames: int
    size: tuple[int, int]
    alpha: str = ""


class Encoder:
    """One video file, begun by its first picture: none is made without pictures."""

    def __init__(self, file: Path, crf: int, preset: str, pixels: str) -> None:
        self._file, self._pixels = file, pixels
        self._options = {"crf": str(crf), "preset": preset, "bf": "2", "x264-params": EVEN}
        self._video: av.container.OutputContainer | None = None
        self._stream: av.VideoStream
        self.frames, self.size = 0, (0, 0)

    def __enter__(self) -> Self:
        return self

    def add(self, image: np.ndarray) -> None:
        """image: I420 (h * 3 / 2, w), or grey (h, w) where the file is grey."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format=self._pixels)
        video = self._video or self._begin(frame.width, frame.height)
        frame.pts, frame.time_base = self.frames, Fraction(1, FPS)
        video.mux(self._stream.encode(frame))
        self.frames += 1

    def _begin(self, width: int, height: int) -> av.container.OutputContainer:
        self._video, self.size = av.open(str(self._file), "w"), (width, height)
        self._stream = self._video.add_stream("libx264", rate=FPS, options=self._options)
        self._stream.pix_fmt, self._stream.width, self._stream.height = self._pixels, width, height
        codec = self._stream.codec_context
        codec.color_range, codec.colorspace = _FULL if self._pixels == "gray" else _LIMITED, _BT601
        return self._video

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._video is not None:
            if error is None:
                self._video.mux(self._stream.encode())
            self._video.close()


def write_loop(file: Path, frames: Iterable[np.ndarray], crf: int = 14, preset: str = "slow") -> Written:
    """Encode pictures, BGR (h, w, 3), BGRA (h, w, 4) or I420 (h * 3 / 2, w), as yuv420p (BT.601, limited range).

    The alpha goes into "<name>.alpha.mp4" beside it, grey.
    """
    alpha_file = file.with_name(f"{file.stem}.alpha.mp4")
    with (
        Encoder(file, crf, preset, "yuv420p") as pictures,
        Encoder(alpha_file, ALPHA_CRF, preset, "gray") as alpha,
    ):
        for image in frames:
            if image.ndim == 3 and image.shape[2] == 4:
                alpha.add(image[..., 3])
            pictures.add(image if image.ndim == 2 else bgr_to_i420(np.ascontiguousarray(image[..., :3])))
    return Written(pictures.frames, pictures.size, alpha_file.name if alpha.frames else "")
