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
    """When each timestamp of a stream had arrived whole."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.first: int | None = None
        self.at: dict[int, float] = {}

    def packet(self, timestamp: int) -> None:
        if self.first is None:
            self.first = timestamp
        self.at[(timestamp - self.first) & 0xFFFFFFFF] = time.monotonic()

    def slice_of(self, pts: int) -> int:
        """aiortc counts a frame's pts from the stream's first timestamp, too."""
        return pts // SLICE_TICKS[self.kind]


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
        arrivals = Arrivals(track.kind)
        for transceiver in self.peer.getTransceivers():
            if transceiver.receiver.track is track:
                note_packets(transceiver.receiver, arrivals)
        self.readers.append(asyncio.create_task(self._frames(track, arrivals)))

    async def _frames(self, track: MediaStreamTrack, arrivals: Arrivals) -> None:
        try:
            while True:
                frame: Any = await track.recv()
                at = arrivals.at.pop(frame.pts, None)
                if at is None:
                    continue
                index = arrivals.slice_of(frame.pts)
                if track.kind == "video":
                    self.timeline.picture(index, at)
                    continue
                self.timeline.sound(index, at)
                if np.abs(frame.to_ndarray()).max() > LOUD * 32768:
                    self.timeline.loud(at)
        except MediaStreamError:
            return

    async def close(self) -> None:
        if self.peer is not None:
            await self.peer.close()
            await asyncio.gather(*self.readers, return_exceptions=True)


def note_packets(receiver: Any, arrivals: Arrivals) -> None:
    """Listen in on the packets that a receiver is handed."""
    handle = receiver._handle_rtp_packet

    async def handle_and_note(packet: Any, arrival_time_ms: int) -> None:
        arrivals.packet(packet.timestamp)
        await handle(packet, arrival_time_ms)

    receiver._handle_rtp_packet = handle_and_note
