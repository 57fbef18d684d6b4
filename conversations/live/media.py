"""Which way the slices go: to a WebRTC peer, or over the socket where that does not connect."""

import asyncio
from typing import TYPE_CHECKING

import structlog
from aiortc.mediastreams import MediaStreamTrack

from .clock import Clock
from .events import Answer, Transport
from .microphone import listen_to
from .pacer import Pacer, Sink
from .port import Port
from .stage import Slice, Stage
from .tracks import PeerSink
from .webrtc import Peer
from .websocket_media import SocketSink

if TYPE_CHECKING:
    from .session import LiveSession

log = structlog.get_logger(__name__)

CONNECT_S = 6.0


class Media:
    """At most one sink at a time; the pacer rests while there is none, so nothing is said to nobody."""

    def __init__(self, session: "LiveSession", stage: Stage, clock: Clock) -> None:
        self._session = session
        self.pacer = Pacer(stage, clock, session.parts.work, self._left, session.task_failed)
        self.transport = ""
        self.sink: PeerSink | SocketSink | None = None
        self._peer: Peer | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()

    def _left(self, slice_: Slice, index: int) -> int:
        self._session.metering.delivered()
        return self._session.speaker.left(slice_, index)

    async def offered(self, sdp: str) -> None:
        """Answer the browser's offer; slices flow once it has connected."""
        async with self._changing:
            await self._stop()
            peer = self._peer = Peer(self._session.parts.ice_servers, self._microphone, self._peer_lost)
        try:
            answer = await peer.answer(sdp)
        except BaseException as error:
            if peer is self._peer:
                await self.stop()
            elif isinstance(error, Exception):
                return  # closed under it: another way was asked for meanwhile
            raise
        if peer is self._peer:
            self._session.emit(Answer(answer))
            self._connecting = self._session.tasks.spawn("connect", self._connect(peer))

    async def _connect(self, peer: Peer) -> None:
        try:
            async with asyncio.timeout(CONNECT_S):
                await peer.connected()
        except TimeoutError:
            self._peer_lost()
            return
        async with self._changing:
            if peer is self._peer:
                self._flow(peer.sink, "webrtc")

    async def over_socket(self, port: Port) -> None:
        """The page and the peer's own failure may both ask for it at the same time."""
        async with self._changing:
            if port is self._session.port:
                await self._stop()
                self._flow(SocketSink(port.send_media), "websocket")

    def _flow(self, sink: PeerSink | SocketSink, transport: str) -> None:
        self.sink, self.transport = sink, transport
        as_sink: Sink = sink
        self.pacer.start(as_sink)
        self._session.emit(Transport(transport))
        self._session.parts.on_transport(transport)
        self._session.media_began()

    def acknowledged(self, index: int | None) -> None:
        if index is not None and isinstance(self.sink, SocketSink):
            self.sink.acknowledged(index)

    def _microphone(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio":
            self._session.tasks.spawn("microphone", listen_to(track, self._session.microphone))

    def _peer_lost(self) -> None:
        """UDP does not get through, or no more: the socket takes over without being asked."""
        port = self._session.port
        if port is not None and self._peer is not None:
            log.info("peer_lost_socket_takes_over")
            self._session.tasks.spawn("fallback", self.over_socket(port))

    async def stop(self) -> None:
        """No more slices leave. What is being said rests where it is."""
        async with self._changing:
            await self._stop()

    async def _stop(self) -> None:
        await self.pacer.pause()
        connecting, self._connecting = self._connecting, None
        if connecting is not None and connecting is not asyncio.current_task():
            connecting.cancel()
        sink, self.sink = self.sink, None
        if sink is not None:
            sink.stop()
        peer, self._peer = self._peer, None
        if peer is not None:
            await peer.aclose()

    async def aclose(self) -> None:
        await self.stop()
        await self.pacer.aclose()
