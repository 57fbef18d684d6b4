"""A visitor whose media come over the WebSocket: every message carries its slice's number."""

import cv2
import numpy as np

from conversations.live.websocket_media import HEADER

from .visit import LOUD, Visit


class SocketVisit(Visit):
    """Decodes every picture, as a browser would."""

    transport = "websocket"

    def media(self, data: bytes, at: float) -> None:
        _, index, _, _, size = HEADER.unpack_from(data)
        self.timeline.sound(index, at)
        pcm = np.frombuffer(data, "<i2", offset=HEADER.size + size)
        if np.abs(pcm).max(initial=0) > LOUD * 32768:
            self.timeline.loud(at)
        if size:
            jpeg = np.frombuffer(data, np.uint8, size, HEADER.size)
            if cv2.imdecode(jpeg, cv2.IMREAD_COLOR) is not None:
                self.timeline.picture(index, at)
