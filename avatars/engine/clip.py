"""Slices into an MP4 file, and sound files into samples."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from .clock import FPS, SAMPLE_RATE, SLICE_SAMPLES
from .performer import RenderedSlice


def write_clip(file: str | Path, slices: Iterable[RenderedSlice], crf: int = 17) -> int:
    """Encode image and sound as H.264 and AAC; returns the number of frames."""
    count = 0
    with av.open(str(file), "w", options={"movflags": "+faststart"}) as clip:
        video = clip.add_stream("libx264", rate=FPS, options={"crf": str(crf), "preset": "medium"})
        audio = clip.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        audio.bit_rate = 128_000
        for item in slices:
            if count == 0:
                video.width, video.height = item.image.shape[1], item.image.shape[0] * 2 // 3
                video.pix_fmt = "yuv420p"
                video.codec_context.color_range, video.codec_context.colorspace = 1, 5
            clip.mux(video.encode(_picture(item, count)))
            clip.mux(audio.encode(_sound(item, count)))
            count += 1
        clip.mux(video.encode())
        clip.mux(audio.encode())
    return count


def _picture(item: RenderedSlice, index: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(item.image), format="yuv420p")
    frame.pts, frame.time_base = index, Fraction(1, FPS)
    return frame


def _sound(item: RenderedSlice, index: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(item.audio[None], format="s16", layout="mono")
    frame.sample_rate, frame.pts = SAMPLE_RATE, index * SLICE_SAMPLES
    frame.time_base = Fraction(1, SAMPLE_RATE)
    return frame


def read_sound(file: str | Path) -> np.ndarray:
    """All sound of any file that FFmpeg reads: (n,) float32 mono at 48 kHz. Raises `av.FFmpegError`, `ValueError`."""
    with av.open(str(file)) as source:
        if not source.streams.audio:
            raise ValueError(f"{file} holds no sound.")
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        parts = [out.to_ndarray().ravel() for f in source.decode(audio=0) for out in resampler.resample(f)]
        parts += [out.to_ndarray().ravel() for out in resampler.resample(None)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
