"""Picture and sound over the session's own socket, where WebRTC does not get through."""

import struct
from typing import Any

import cv2
import numpy as np

JPEG_QUALITY = 80
BOTH, SOUND_ONLY = 1, 2
HEADER = struct.Struct("!BIHBI")
MAX_AHEAD = 25


class SocketSink:
    """Slices as binary messages: `HEADER` (kind, slice, speech, flags, JPEG length), JPEG, 1920 samples s16le.

    A browser that is more than `MAX_AHEAD` slices behind gets sound only until it has caught up: pictures are
    dropped, sound never. `acknowledged(index)` is its word about the last slice it has; without one, all is sent.
    """

    def __init__(self, send: Any) -> None:
        self._send = send
        self._acknowledged: int | None = None
        self._newest = 0
        self.bytes_out = 0
        self.pictures_left_out = 0

    @property
    def behind(self) -> bool:
        return self._acknowledged is not None and self._newest - self._acknowledged > MAX_AHEAD

    def acknowledged(self, index: int) -> None:
        self._acknowledged = max(self._acknowledged or 0, min(index, self._newest))

    def encode(self, image: np.ndarray, late: bool) -> bytes | None:
        if late or self.behind:
            return None
        bgr = cv2.cvtColor(image, cv2.COLOR_YUV2BGR_I420)
        done, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        return jpeg.tobytes() if done else None

    def put(self, index: int, picture: bytes | None, audio: np.ndarray, seq: int) -> None:
        self._newest = index
        if self.behind:
            picture = None
        self.pictures_left_out += picture is None
        kind = BOTH if picture else SOUND_ONLY
        jpeg = picture or b""
        message = HEADER.pack(kind, index, seq % 65536, 0, len(jpeg)) + jpeg + audio.astype("<i2").tobytes()
        self.bytes_out += len(message)
        self._send(message)

    def stop(self) -> None:
        self._send = lambda message: None
