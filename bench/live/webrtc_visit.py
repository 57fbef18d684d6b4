"""A visitor over WebRTC, by aiortc: pictures and sound are decoded, times are those of the packets' arrival.

Both streams begin with slice 0 (the server's tracks start together, and loopback loses nothing before that), so
a timestamp minus the stream's first one gives the slice. Decoders' and jitter buffers' own delays stay out of it.
"""

import asyncio
import time
from typing import Any

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from .visit import LOUD, Visit

SLICE_TICKS = {"video": 3600, "audio": 1920}


class Arrivals:
    """When each slice of a stream had arrived whole. Installed before the peers connect, so it sees every packet."""

    def __init__(self, receiver: Any, kind: str) -> None:
        self._ticks = SLICE_TICKS[kind]
        self._receiver = receiver
        self._handle = receiver._handle_rtp_packet
        self._first: int | None = None
        self._at: dict[int, float] = {}
        receiver._handle_rtp_packet = self._note

    async def _note(self, packet: Any, arrival_time_ms: int) -> None:
        if self._first is None:
            self._first = packet.timestamp
        self._at[packet.timestamp] = time.monotonic()
        await self._handle(packet, arrival_time_ms)

    def of(self, frame: Any) -> tuple[int, float] | None:
        """The slice of a decoded frame and when its last packet came; aiortc counts pts from the first one."""
        timestamp = (frame.pts + self._receiver._RTCRtpReceiver__timestamp_mapper._origin) & 0xFFFFFFFF
        at = self._at.pop(timestamp, None)
        if at is None or self._first is None:
            return None
        return ((timestamp - self._first) & 0xFFFFFFFF) // self._ticks, at


class WebRtcVisit(Visit):
    """Offers, decodes, and notes."""

    transport = "webrtc"
    peer: RTCPeerConnection | None = None
    readers: list["asyncio.Task[None]"]

    async def begin(self, ready: dict[str, Any]) -> None:
        self.readers = []
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.peer.addTransceiver("video", direction="recvonly")
        self.peer.addTransceiver("audio", direction="recvonly")
        self.peer.on("track", self._read)
        await self.peer.setLocalDescription(await self.peer.createOffer())
        await self.send("offer", sdp=self.peer.localDescription.sdp)

    async def answered(self, sdp: str) -> None:
        assert self.peer is not None
        await self.peer.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))

    def _read(self, track: MediaStreamTrack) -> None:
        assert self.peer is not None
        receiver = next(one.receiver for one in self.peer.getTransceivers() if one.receiver.track is track)
        self.readers.append(asyncio.create_task(self._frames(track, Arrivals(receiver, track.kind))))

    async def _frames(self, track: MediaStreamTrack, arrivals: Arrivals) -> None:
        try:
            while True:
                frame: Any = await track.recv()
                found = arrivals.of(frame)
                if found and track.kind == "video":
                    self.timeline.picture(*found)
                elif found:
                    self._heard(*found, frame)
        except MediaStreamError:
            return

    def _heard(self, index: int, at: float, frame: Any) -> None:
        self.timeline.sound(index, at)
        if np.abs(frame.to_ndarray()).max() > LOUD * 32768:
            self.timeline.loud(at)

    async def close(self) -> None:
        if self.peer is not None:
            await self.peer.close()
            await asyncio.gather(*self.readers, return_exceptions=True)

