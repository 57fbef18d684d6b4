"""Our own VP8 and Opus streams: aiortc then only packs and sends.

Its own encoder is rebuilt (a keyframe each time) whenever the browser's bandwidth report moves, and it computes every
audio packet's level in pure Python; streams encoded here are spared both.
"""

from fractions import Fraction
from typing import Any

import av
import numpy as np

FPS = 25
SAMPLE_RATE = 48_000
OPUS_SAMPLES = 960
VIDEO_CLOCK = 90_000
BITRATE = 800_000
OPUS_BITRATE = 40_000


class Vp8Stream:
    """One peer's picture. `encode` runs in a worker thread; `ask_keyframe` may be called from any."""

    def __init__(self, bitrate: int = BITRATE) -> None:
        self.bitrate = bitrate
        self._codec: Any = None
        self._keyframe = True
        self._count = 0

    def ask_keyframe(self) -> None:
        self._keyframe = True

    def encode(self, image: np.ndarray) -> bytes:
        """`image`: (h*3/2, w) uint8 I420. One VP8 frame."""
        frame = av.VideoFrame.from_ndarray(image, format="yuv420p")
        if self._codec is None:
            self._codec = self._open(frame.width, frame.height)
        frame.pts, self._count = self._count, self._count + 1
        if self._keyframe:
            self._keyframe = False
            frame.pict_type = av.video.frame.PictureType.I
        return b"".join(bytes(packet) for packet in self._codec.encode(frame))

    def _open(self, width: int, height: int) -> Any:
        """Equal least and greatest rate is libvpx's constant bitrate; one thread, since sessions share the cores.

        At 512x512 and speed 12 a frame costs 1.7 to 2 ms and keeps 45 dB; speed 8 costs 2.5 for 46, speed 16 looks bad.
        """
        codec: Any = av.CodecContext.create("libvpx", "w")
        codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
        codec.time_base, codec.framerate = Fraction(1, FPS), Fraction(FPS, 1)
        codec.bit_rate = self.bitrate
        codec.gop_size = 3000
        codec.qmin, codec.qmax = 4, 50
        codec.thread_count = 1
        rate = str(self.bitrate)
        codec.options = {
            "deadline": "realtime", "cpu-used": "-12", "lag-in-frames": "0", "bufsize": rate, "minrate": rate,
            "maxrate": rate, "static-thresh": "100", "undershoot-pct": "100", "overshoot-pct": "15",
            "noise-sensitivity": "0", "error-resilient": "0",
        }  # fmt: skip
        return codec


class OpusStream:
    """One peer's sound: 40 ms in, two packets of 20 ms out. About 0.2 ms of work a packet."""

    def __init__(self, bitrate: int = OPUS_BITRATE) -> None:
        self._codec: Any = av.CodecContext.create("libopus", "w")
        self._codec.bit_rate = bitrate
        self._codec.format = "s16"
        self._codec.layout = "mono"
        self._codec.sample_rate = SAMPLE_RATE
        self._codec.time_base = Fraction(1, SAMPLE_RATE)
        self._codec.options = {"application": "voip", "frame_duration": "20"}
        self._samples = 0

    def encode(self, audio: np.ndarray) -> list[bytes]:
        """`audio`: (n*960,) int16 mono."""
        packets = []
        for start in range(0, len(audio), OPUS_SAMPLES):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(audio[None, start : start + OPUS_SAMPLES]), format="s16", layout="mono"
            )
            frame.sample_rate = SAMPLE_RATE
            frame.pts, frame.time_base = self._samples, Fraction(1, SAMPLE_RATE)
            self._samples += OPUS_SAMPLES
            packets += [bytes(packet) for packet in self._codec.encode(frame)]
        return packets
