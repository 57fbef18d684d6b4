"""Small clips made for a test: pictures and sound of one's choice into any container."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

RATE = 48_000


def hum(seconds: float, level: float = 0.1) -> np.ndarray:
    """A steady tone: (n,) float32 at 48 kHz."""
    return (level * np.sin(2 * np.pi * 220 * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def grey(size: tuple[int, int] = (160, 120)) -> Callable[[int], np.ndarray]:
    """Pictures that differ a little: (h, w, 3) uint8 BGR by number."""

    def picture(number: int) -> np.ndarray:
        image = np.full((size[1], size[0], 3), 90, np.uint8)
        image[:, : 10 + number % 60] = 140
        return image

    return picture


def write_clip(
    path: Path,
    pictures: Iterable[np.ndarray],
    pcm: np.ndarray | None,
    *,
    fps: float = 25,
    times_s: Callable[[int], float] | None = None,
    codecs: tuple[str, str] = ("libx264", "aac"),
    options: dict[str, str] | None = None,
    sound_begins_s: float = 0.0,
    colour: Callable[[av.VideoFrame], av.VideoFrame] | None = None,
    pixels: Fraction = Fraction(1),
) -> Path:
    """`pictures`: (h, w, 3) uint8 BGR each; `times_s`: when the i-th is shown, else i / fps; `pixels`: their shape."""
    with av.open(str(path), "w") as clip:
        video: Any = clip.add_stream(
            codecs[0], rate=Fraction(fps).limit_denominator(1001), options=options or {}
        )
        video.codec_context.time_base = Fraction(1, 1000)
        video.time_base = Fraction(1, 1000)
        video.codec_context.sample_aspect_ratio = pixels
        sound = _Sound(clip, codecs[1], pcm, sound_begins_s) if pcm is not None else None
        for number, image in enumerate(pictures):
            if not number:
                video.height, video.width = image.shape[:2]
                video.pix_fmt = "yuv420p"
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
            frame = colour(frame) if colour else frame
            if not number and colour:
                video.pix_fmt = frame.format.name
                video.codec_context.color_range, video.codec_context.colorspace = (
                    frame.color_range,
                    frame.colorspace,
                )
                video.codec_context.color_trc = frame.color_trc
                video.codec_context.color_primaries = frame.color_primaries
            at_s = times_s(number) if times_s else number / fps
            frame.pts, frame.time_base = round(at_s * 1000), Fraction(1, 1000)
            clip.mux(video.encode(frame))
            if sound is not None:
                sound.write(at_s)
        clip.mux(video.encode())
        if sound is not None:
            sound.end()
    return path


class _Sound:
    """Written along with the pictures, as cameras do."""

    def __init__(self, clip: Any, codec: str, pcm: np.ndarray, begins_s: float) -> None:
        self._clip, self._stream = clip, clip.add_stream(codec, rate=RATE, layout="mono")
        self._pcm, self._begins, self._written = pcm, round(begins_s * RATE), 0

    def write(self, until_s: float) -> None:
        """Up to a time of the clip."""
        while self._written < min(len(self._pcm), round(until_s * RATE) - self._begins):
            block = np.clip(self._pcm[self._written : self._written + 4800], -1, 1).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(block[None], format="flt", layout="mono")
            frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
            frame.pts = self._written + self._begins
            self._clip.mux(self._stream.encode(frame))
            self._written += len(block)

    def end(self) -> None:
        """All that is left."""
        self.write((len(self._pcm) + self._begins) / RATE + 1)
        self._clip.mux(self._stream.encode())


def work_of(folder: Path, *files: Path) -> Path:
    """A work folder with these files as its takes."""
    source = folder / "work" / "source"
    source.mkdir(parents=True)
    for number, file in enumerate(files):
        (source / f"{number:03d}{file.suffix}").write_bytes(file.read_bytes())
    return folder / "work"
