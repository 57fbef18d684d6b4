"""Daphne takes WebSocket messages of any size; here a larger one closes its socket before it fills the memory."""

from typing import Any

import daphne.server
from daphne.ws_protocol import WebSocketFactory

MAX_MESSAGE = 1 << 20


class LimitedFactory(WebSocketFactory):
    """Autobahn refuses the message (close code 1009) as soon as its frame's header tells its size."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setProtocolOptions(maxFramePayloadSize=MAX_MESSAGE, maxMessagePayloadSize=MAX_MESSAGE)


def limit_messages() -> None:
    """For every Daphne server that starts in this process from now on."""
    daphne.server.WebSocketFactory = LimitedFactory
