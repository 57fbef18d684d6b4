"""The coach's socket: small camera pictures in, what is wrong with them out, in words. Nothing is kept."""

import asyncio
import json
import time
from typing import Any

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import Http404

from avatars.coach_process import CoachGone, coach
from avatars.coach_words import told, with_rate
from avatars.recording_access import access_coached

log = structlog.get_logger(__name__)

NOT_LOGGED_IN, NOT_FOUND = 4401, 4404
LARGEST = 256 * 1024
SHORTEST_S = 0.2  # between two pictures; those between are passed over
WIDEST, FASTEST = 8192, 240


class CoachConsumer(AsyncWebsocketConsumer):
    """One page. Text: {"width": of the camera, "rate": its pictures a second}. Binary: a JPEG; the answer comes before
    the next is worth sending.

    Sends {"type": "seen", …} (see coach_words.told) or {"type": "off"} when nobody can look.
    """

    channel_layer_alias = "not used"  # pictures never go by Redis
    session = ""
    width, rate = 0, 0.0
    looking: asyncio.Task[None] | None = None
    looked_at = float("-inf")

    async def connect(self) -> None:
        """Only who may change the recording."""
        await self.accept()
        user, code = self.scope["user"], self.scope["url_route"]["kwargs"]["code"]
        if not user.is_authenticated:
            await self.close(NOT_LOGGED_IN)
            return
        try:
            await database_sync_to_async(access_coached)(user, code)
        except Http404:
            await self.close(NOT_FOUND)
            return
        self.session = f"{code}-{id(self)}"

    async def disconnect(self, code: int) -> None:
        """The coach forgets it."""
        if self.looking is not None:
            self.looking.cancel()
        coach.leave(self.session)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A picture while another is looked at, or too soon after it, is passed over."""
        if not self.session:
            return
        if text_data is not None:
            self.width, self.rate = _camera(text_data)
        elif bytes_data and len(bytes_data) <= LARGEST and self._free():
            self.looked_at = time.monotonic()
            self.looking = asyncio.create_task(self._look(bytes_data))

    def _free(self) -> bool:
        idle = self.looking is None or self.looking.done()
        return idle and time.monotonic() - self.looked_at >= SHORTEST_S

    async def _look(self, jpeg: bytes) -> None:
        try:
            answer = told(with_rate(await coach.look(self.session, jpeg, self.width), self.rate))
        except CoachGone:
            answer = {"type": "off"}
        except Exception:  # a fault of ours must not leave the page waiting
            log.exception("coach_failed")
            answer = {"type": "off"}
        await self.send(json.dumps(answer))


def _camera(text: str) -> tuple[int, float]:
    """The camera's width in pixels and its pictures a second that a message tells; 0 where it tells none."""
    try:
        message: Any = json.loads(text)
        width, rate = int(message["width"]), float(message.get("rate", 0))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return 0, 0.0
    return max(0, min(WIDEST, width)), rate if 0 < rate < FASTEST else 0.0
