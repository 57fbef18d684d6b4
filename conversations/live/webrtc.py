"""One peer connection of a session: our two tracks out, the visitor's microphone in."""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack

from avatarsite.errors import UserError

from .sdp import MAX_SDP, without_mdns
from .tracks import PeerSink

log = structlog.get_logger(__name__)

OnTrack = Callable[[MediaStreamTrack], None]


class Peer:
    """A reload makes a new one: aiortc knows no ICE restart. `on_lost` hears when the connection has failed."""

    def __init__(self, ice_servers: list[dict[str, Any]], on_track: OnTrack, on_lost: Callable[[], None]) -> None:
        servers = [RTCIceServer(**server) for server in ice_servers]
        self.sink = PeerSink()
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._on_lost = on_lost
        self.connection.on("track", on_track)
        self.connection.on("connectionstatechange", self._changed)

    async def answer(self, offer: str) -> str:
        """The SDP answer to the browser's offer. Raises UserError where the offer can't be understood."""
        if len(offer) > MAX_SDP:
            raise UserError("conversation.bad_message")
        try:
            description = RTCSessionDescription(sdp=without_mdns(offer), type="offer")
            await self.connection.setRemoteDescription(description)
            self._add_tracks()
            await self.connection.setLocalDescription(await self.connection.createAnswer())
        except (ValueError, AssertionError, KeyError, IndexError, AttributeError) as error:
            log.warning("offer_refused", error=type(error).__name__)
            raise UserError("conversation.bad_offer") from error
        return self.connection.localDescription.sdp

    def _add_tracks(self) -> None:
        self.connection.addTrack(self.sink.audio)
        video = self.connection.addTrack(self.sink.video)
        # aiortc's own hook for a viewer's keyframe request; its packet path would ignore it.
        setattr(video, "_send_keyframe", self.sink.vp8.ask_keyframe)  # noqa: B010
        codecs = RTCRtpSender.getCapabilities("video").codecs
        wanted = [codec for codec in codecs if codec.mimeType in {"video/VP8", "video/rtx"}]
        for transceiver in self.connection.getTransceivers():
            if transceiver.sender is video:
                transceiver.setCodecPreferences(wanted)

    def _changed(self) -> None:
        state = self.connection.connectionState
        log.info("peer_state", state=state)
        if state == "failed":
            self._on_lost()

    async def connected(self) -> None:
        await self.sink.wanted()

    async def aclose(self) -> None:
        self.sink.stop()
        await self.connection.close()


async def warm_up() -> None:
    """Connect two peers in this process once: the first connection pays a second for lazy imports and key making."""
    ours, theirs = Peer([], lambda track: None, lambda: None), RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        theirs.addTransceiver("video", "recvonly")
        theirs.addTransceiver("audio", "recvonly")
        await theirs.setLocalDescription(await theirs.createOffer())
        answer = await ours.answer(theirs.localDescription.sdp)
        await theirs.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
        async with asyncio.timeout(5):
            await ours.connected()
    except (TimeoutError, UserError) as error:
        log.warning("warm_up_failed", error=type(error).__name__)
    finally:
        await ours.aclose()
        await theirs.close()
