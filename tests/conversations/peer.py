"""A browser's half of a session over WebRTC, in this process: real packets over loopback."""

import asyncio
from typing import Any

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from conversations.live.session import LiveSession

from .fakes import FakePort


class PeerPort(FakePort):
    """Attaches, offers, and keeps all sound (48 kHz mono int16) and pictures (luma planes) that arrive."""

    def __init__(self, session: LiveSession, microphone: MediaStreamTrack | None = None) -> None:
        super().__init__()
        self.session = session
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.microphone = microphone
        self.sound: list[np.ndarray] = []
        self.pictures: list[np.ndarray] = []
        self.news = asyncio.Event()
        self.readers: list[asyncio.Task[None]] = []
        self.peer.on("track", lambda track: self.readers.append(asyncio.ensure_future(self._read(track))))

    async def connect(self) -> None:
        await self.session.attach(self, "webrtc")
        self.peer.addTransceiver("video", "recvonly")
        self.peer.addTransceiver(self.microphone or "audio", "sendrecv" if self.microphone else "recvonly")
        await self.peer.setLocalDescription(await self.peer.createOffer())
        await self.session.media.offered(self.peer.localDescription.sdp)
        answer = self.of("answer")[-1]["sdp"]
        await self.peer.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))

    def send_event(self, message: dict[str, Any]) -> None:
        super().send_event(message)
        self.news.set()

    async def until(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """Wait for events of a kind."""
        async with asyncio.timeout(20):
            while len(self.of(kind)) < count:
                self.news.clear()
                await self.news.wait()
        return self.of(kind)

    async def until_heard(self, seconds: float) -> np.ndarray:
        """All sound, once there is so much of it."""
        async with asyncio.timeout(20):
            while sum(map(len, self.sound)) < seconds * 48_000:
                self.news.clear()
                await self.news.wait()
        return np.concatenate(self.sound)

    async def _read(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame: Any = await track.recv()
                if track.kind == "audio":
                    self.sound.append(frame.to_ndarray().reshape(-1, len(frame.layout.channels))[:, 0])
                else:
                    self.pictures.append(frame.to_ndarray(format="gray"))
                self.news.set()
        except MediaStreamError:
            return

    async def close(self) -> None:
        await self.peer.close()
        await asyncio.gather(*self.readers)
