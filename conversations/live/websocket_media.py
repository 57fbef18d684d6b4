"""Picture and sound over the session's own socket, where WebRTC does not get through."""

import struct
from typing import Any

import cv2
import numpy as np

JPEG_QUALITY = 80
BOTH, SOUND_ONLY = 1, 2
HEADER = struct.Struct("!BIHBI")
MAX_AHEAD = 25
MAX_UNREAD = 500
FADE_SAMPLES = 480

Encoded = tuple[bytes | None, np.ndarray]


class SocketSink:
    """Slices as binary messages: `HEADER` (kind, slice, speech, flags, JPEG length), JPEG, 1920 samples s16le.

    A browser that is more than `MAX_AHEAD` slices behind gets sound only until it has caught up: pictures are
    dropped. One that says for `MAX_UNREAD` slices (20 s) that it has none of them gets nothing more until it speaks:
    what waits for a reader who has stopped must not grow. `acknowledged(index)` is its word about the last it has.
    """

    def __init__(self, send: Any) -> None:
        self._send = send
        self._acknowledged: int | None = None
        self._first: int | None = None
        self._newest = 0
        self._was_silent = False
        self.bytes_out = 0
        self.pictures_left_out = 0

    @property
    def behind(self) -> bool:
        return self._acknowledged is not None and self._newest - self._acknowledged > MAX_AHEAD

    @property
    def unread(self) -> bool:
        had = self._first if self._acknowledged is None else self._acknowledged
        return had is not None and self._newest - had > MAX_UNREAD

    def acknowledged(self, index: int) -> None:
        self._acknowledged = max(self._acknowledged or 0, min(index, self._newest))

    def encode(self, image: np.ndarray | None, audio: np.ndarray) -> Encoded:
        return (None if image is None or self.behind else jpeg_of(image)), audio

    def put(self, index: int, encoded: Encoded, seq: int, silent: bool) -> bool:
        self._newest = index
        if self._first is None:
            self._first = index
        if self.unread:
            return False
        picture, audio = encoded
        jpeg = (not self.behind and picture) or b""
        self.pictures_left_out += not jpeg
        sound = self._dying(audio) if silent else audio
        self._was_silent = silent
        header = HEADER.pack(BOTH if jpeg else SOUND_ONLY, index, seq % 65536, 0, len(jpeg))
        message = b"".join((header, jpeg, sound.astype("<i2").tobytes()))
        self.bytes_out += len(message)
        self._send(message)
        return bool(jpeg)

    def _dying(self, audio: np.ndarray) -> np.ndarray:
        """Silence, after a fade of 10 ms in the first slice of it, since a cut wave clicks."""
        silence = np.zeros_like(audio)
        if not self._was_silent:
            silence[:FADE_SAMPLES] = audio[:FADE_SAMPLES] * np.linspace(1, 0, FADE_SAMPLES)
        return silence

    def stop(self) -> None:
        self._send = lambda message: None


def jpeg_of(image: np.ndarray) -> bytes | None:
    """`image`: (h*3/2, w) uint8 I420."""
    bgr = cv2.cvtColor(image, cv2.COLOR_YUV2BGR_I420)
    done, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return jpeg.tobytes() if done else None
