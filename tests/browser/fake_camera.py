"""The film fixture as what a browser's fake camera and microphone play: Y4M and WAV, made at test time."""

import io
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

FILM = Path(__file__).parents[1] / "fixtures" / "film" / "clip.mp4"
WIDTH, HEIGHT, FPS, RATE = 640, 480, 25, 48_000


@contextmanager
def filmed_camera(clip: Path = FILM, seconds: float = 60.0) -> Iterator[tuple[str, ...]]:
    """Chromium's switches for a camera and a microphone that play `clip`, over and over."""
    with TemporaryDirectory() as folder:
        pictures, sound = Path(folder) / "camera.y4m", Path(folder) / "microphone.wav"
        write_pictures(clip, pictures, seconds)
        write_sound(clip, sound, seconds)
        yield f"--use-file-for-fake-video-capture={pictures}", f"--use-file-for-fake-audio-capture={sound}"


def write_pictures(clip: Path, to: Path, seconds: float) -> None:
    """Y4M, its edges drawn out to 4:3. (Of MJPEG Chromium thinks that it has 30 pictures a second.)"""
    with av.open(str(clip)) as source, to.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420\n".encode())
        for frame in islice(source.decode(video=0), int(seconds * FPS)):
            planes = av.VideoFrame.from_ndarray(widened(frame), format="rgb24").reformat(format="yuv420p")
            out.write(b"FRAME\n" + planes.to_ndarray().tobytes())


def widened(frame: av.VideoFrame) -> np.ndarray:
    """(HEIGHT, WIDTH, 3) uint8 RGB of an upright or square frame: its outermost columns go on to both sides."""
    width = frame.width * HEIGHT // frame.height
    image = frame.reformat(width, HEIGHT, "rgb24").to_ndarray()
    left = (WIDTH - width) // 2
    return np.pad(image, ((0, 0), (left, WIDTH - width - left), (0, 0)), mode="edge")


def write_sound(clip: Path, to: Path, seconds: float) -> None:
    """Mono, 16 bit."""
    with av.open(str(clip)) as source:
        resampler = av.AudioResampler("s16", "mono", RATE)
        parts = [
            part.to_ndarray().ravel()
            for frame in source.decode(audio=0)
            for part in resampler.resample(frame)
        ]
    pcm = np.concatenate(parts)[: int(seconds * RATE)]
    with wave.open(str(to), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm.astype("<i2").tobytes())


def length_s(data: bytes) -> float:
    """How many seconds of pictures can be decoded of a file, whether it was ended properly or not."""
    last = 0.0
    try:
        with av.open(io.BytesIO(data), "r") as file:
            for frame in file.decode(video=0):
                last = max(last, float(frame.time or 0))
    except av.error.FFmpegError:  # the end of a file that broke off
        pass
    return last
