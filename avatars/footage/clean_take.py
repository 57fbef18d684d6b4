"""One take after the other into the clean copy: decode, put on the ticks, paint, encode."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np

from avatars.footage.child import Progress
from avatars.footage.clean_picture import Painter, on_ticks
from avatars.footage.clean_sound import SoundLine
from avatars.footage.crop import Crop
from avatars.footage.frame_filters import Squarer, deinterlaced
from avatars.footage.limits import FPS, LONGEST_S, RATE
from avatars.footage.openers import decoded, first_time, opened, packets, picture_stream, sound_stream
from avatars.footage.takes import SourceTake

_CUT_OFF = 0.9  # less than this share of what the packets promised could be decoded


class Copy:
    """The clean video being written. `frames`: how many are in it."""

    def __init__(self, path: Path, crop: Crop, line: SoundLine, total_s: float, progress: Progress) -> None:
        self.frames = 0
        self._line, self._total, self._progress = line, max(1.0, total_s * FPS), progress
        self._painter = Painter(crop)
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        stream = self._file.add_stream("libx264", rate=FPS, options={"crf": "15", "preset": "veryfast"})
        stream.width, stream.height = self._painter.size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = FPS
        stream.codec_context.color_range, stream.codec_context.colorspace = 1, 6
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if kind is None:
            self._file.mux(self._stream.encode())
        self._file.close()

    def add(self, path: Path, take: SourceTake, seconds: float) -> dict[str, Any]:
        """Appends a take; {"start", "frames", "cut_off"}: `seconds` is what probe promised of it."""
        begin = self.frames
        self._line.begin(begin)
        with opened(path) as source:
            pictures = picture_stream(source)
            zero_s = first_time(source, pictures)
            start_s = zero_s + take.start_s
            end_s = zero_s + (take.end_s if take.end_s is not None else LONGEST_S + 1)
            found = deinterlaced(self._decoded(source, pictures, start_s, end_s))
            square = Squarer(pictures)
            for frame in on_ticks(found, start_s, end_s):
                self._encode(square.out(frame))
                if self.frames > (LONGEST_S + 2) * FPS:
                    break
        self._line.end(self.frames)
        made = self.frames - begin
        return {"start": begin, "frames": made, "cut_off": made < _CUT_OFF * seconds * FPS}

    def _encode(self, frame: Any) -> None:
        planes = self._painter.paint(frame)
        width, height = self._painter.size
        clean = av.VideoFrame.from_ndarray(planes.reshape(height * 3 // 2, width), format="yuv420p")
        clean.pts, clean.time_base = self.frames, Fraction(1, FPS)
        clean.colorspace, clean.color_range = 6, 1
        self._file.mux(self._stream.encode(clean))
        self.frames += 1
        self._progress(self.frames / self._total)

    def _decoded(
        self, source: Any, pictures: Any, start_s: float, end_s: float
    ) -> Iterator[tuple[float, Any]]:
        """Pictures with their times; sound goes to the line on the way. Broken packets are left out."""
        sound = sound_stream(source)
        streams = [pictures, sound] if sound else [pictures]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        if start_s > 2:
            source.seek(int((start_s - 1) * 1_000_000))
        for packet in packets(source, streams):
            for frame in decoded(packet):
                if frame.pts is None:
                    continue
                if isinstance(frame, av.VideoFrame):
                    yield float(frame.pts * frame.time_base), frame
                else:
                    self._hear(resampler, frame, start_s, end_s)

    def _hear(self, resampler: Any, frame: Any, start_s: float, end_s: float) -> None:
        at_s = float(frame.pts * frame.time_base)
        frame.pts = None  # its clock is ours: the resampler would fill gaps by its own rule
        for part in resampler.resample(frame):
            pcm = part.to_ndarray().ravel()
            if at_s < end_s and at_s + len(pcm) / RATE > start_s:
                self._line.put(at_s - start_s, np.asarray(pcm, np.float32))
