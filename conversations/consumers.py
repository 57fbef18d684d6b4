"""The socket of a conversation: thin. It checks who asks, hands messages to the session, and sends what comes back."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import Http404

from avatarsite.errors import UserError
from avatarsite.messages import sentence
from conversations.access import access_live
from conversations.live import inbox
from conversations.live.microphone import from_socket
from conversations.live.outlet import Outlet
from conversations.live.registry import registry
from conversations.live.session import LiveSession
from conversations.live.tasks import Tasks
from conversations.live_build import build, sentence_for
from conversations.models import Conversation
from conversations.visitor import GUEST_KEY

log = structlog.get_logger(__name__)

# A browser that closes a tab or loads it again says so; a line that breaks does not.
SAID_SO = frozenset({1000, 1001, 1005})
TAKEN_OVER, ENDED, NOT_FOUND = 4001, 1000, 4404
SILENT = 4008  # the one after which the page opens another socket


class LiveConsumer(AsyncWebsocketConsumer):
    """One browser tab. What a message asks for is in `on_<type>`; a UserError is told and the session goes on."""

    channel_layer_alias = "not used"  # everything about a session is in this process, and media never goes by Redis
    session: LiveSession | None = None
    allowed = False  # a refused socket may have sent something before it hears that it is closed

    async def connect(self) -> None:
        await self.accept()
        self.tasks = Tasks()
        self.outlet = Outlet(self.send)
        self.tasks.spawn("outlet", self.outlet.run())
        self.code = self.scope["url_route"]["kwargs"]["code"]
        self.sentence: Callable[[UserError], str] = sentence
        try:
            conversation = await self._accessed()
        except Http404:
            await self._refuse(UserError("conversation.not_found"), NOT_FOUND)
            return
        self.sentence = sentence_for(conversation)
        self.allowed = True

    @database_sync_to_async
    def _accessed(self) -> Conversation:
        guest_key = self.scope.get("session", {}).get(GUEST_KEY, "")
        return access_live(self.scope["user"], self.code, guest_key)

    async def disconnect(self, code: int) -> None:
        if self.session is not None:
            await self.session.detach(self, said_so=code in SAID_SO)
        self.outlet.close()
        await self.tasks.aclose()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.allowed:
            await self._told(self._take(text_data, bytes_data))

    async def _take(self, text_data: str | None, bytes_data: bytes | None) -> None:
        if text_data is not None:
            message = inbox.parse(text_data)
            await getattr(self, f"on_{message.pop('type')}")(**message)
        elif bytes_data and self.session is not None:
            self._take_sound(self.session, bytes_data)

    async def _told(self, work: Awaitable[None]) -> None:
        """Whatever goes wrong in it is told, and the conversation goes on."""
        try:
            await work
        except UserError as error:
            self._tell(error)
        except Exception:  # a fault of ours in one message must not end the conversation
            log.exception("message_failed", conversation=self.code)
            self._tell(UserError("conversation.bad_message"))

    def _take_sound(self, session: LiveSession, data: bytes) -> None:
        if data[0] != inbox.MICROPHONE or len(data) > inbox.MAX_SOUND:
            raise UserError("conversation.bad_message")
        session.microphone.push(from_socket(data[1:]))

    # The session's port

    def send_event(self, message: dict[str, Any]) -> None:
        self.outlet.put(message)

    def send_media(self, data: bytes) -> None:
        self.outlet.put(data)

    async def taken_over(self, message: str) -> None:
        self.session = None
        self._tell(UserError("conversation.taken_over"), retryable=False)
        await self._close_after(TAKEN_OVER)

    async def silent(self) -> None:
        self.session = None
        await self._close_after(SILENT)

    async def finished(self) -> None:
        self.session = None
        await self._close_after(ENDED)

    async def _close_after(self, code: int) -> None:
        """Everything queued goes out first."""
        self.outlet.close()
        self.tasks.spawn("close", self.close(code))

    async def _refuse(self, error: UserError, code: int) -> None:
        self._tell(error, retryable=False)
        await self._close_after(code)

    def _tell(self, error: UserError, *, retryable: bool = True) -> None:
        message = {"type": "error", "id": error.message_id, "message": self.sentence(error), "retryable": retryable}
        self.outlet.put(message)

    # What the browser asks for

    @property
    def live(self) -> LiveSession:
        if self.session is None:
            raise UserError("conversation.say_hello_first")
        return self.session

    async def on_hello(self, transport: str, can: dict[str, Any]) -> None:
        self.outlet.put({"type": "loading", "stage": "avatar", "progress": 0.3})
        try:
            session = await registry.open(self.code, build)
            await session.attach(self, "websocket" if transport == "websocket" else "webrtc")
        except UserError as error:
            await self._refuse(error, ENDED)
            return
        self.session = session

    async def on_offer(self, sdp: str) -> None:
        """Aside: candidates can take seconds to gather, and the heartbeats behind it must not wait."""
        self.tasks.spawn("offer", self._told(self.live.media.offered(sdp)))

    async def on_fallback(self) -> None:
        await self.live.media.over_socket(self)

    async def on_text(self, id: str | int, text: str) -> None:
        self.live.alive()
        await self.live.hear_text(str(id), text)

    async def on_mic(self, on: bool) -> None:
        self.live.microphone.switch(on)

    async def on_push_to_talk(self, down: bool) -> None:
        if down:
            await self.live.interrupt()
        self.live.microphone.push_to_talk(down)

    async def on_transcript(self, text: str, final: bool, id: str | int) -> None:
        if final:
            await self.live.utterance(text, {}, "browser")
        else:
            await self.live.interim(text)

    async def on_interrupt(self) -> None:
        await self.live.interrupt()

    async def on_heartbeat(self, t: float) -> None:
        self.live.alive(t)

    async def on_stats(self) -> None:
        self.live.alive()

    async def on_played(self, slice: int) -> None:
        self.live.media.acknowledged(slice)

    async def on_end(self) -> None:
        await self.live.end("visitor")
