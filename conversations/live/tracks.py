"""The pair of tracks that a peer gets: both on the session's slices, so that they cannot drift apart."""

import asyncio
from collections import deque
from fractions import Fraction
from typing import Any

import av
import numpy as np
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from .codecs import FPS, OPUS_SAMPLES, SAMPLE_RATE, VIDEO_CLOCK, OpusStream, Vp8Stream

QUEUE_SLICES = 50

Encoded = tuple[bytes | None, list[bytes]]


class PacketTrack(MediaStreamTrack):
    """Hands over packets that are already encoded and already due.

    `spacing`: ticks of the clock between packets that are put in pairs. The second of a pair goes out when the first
    has been played: a browser takes the time at which a packet leaves for the time of its first sample, and sets
    sound against picture by that.
    """

    def __init__(self, kind: str, clock_rate: int, spacing: int = 0) -> None:
        super().__init__()
        self.kind = kind
        self._time_base = Fraction(1, clock_rate)
        self._spacing, self._spacing_s = spacing, spacing / clock_rate
        self._left_at = 0.0
        self._packets: deque[av.Packet] = deque(maxlen=2 * QUEUE_SLICES)
        self._news = asyncio.Event()
        self.asked = asyncio.Event()

    def put(self, data: bytes, pts: int) -> None:
        packet = av.Packet(data)
        packet.pts, packet.time_base = pts, self._time_base
        self._packets.append(packet)
        self._news.set()

    async def recv(self) -> Any:
        self.asked.set()
        while not self._packets:
            if self.readyState != "live":
                raise MediaStreamError
            self._news.clear()
            await self._news.wait()
        packet = self._packets.popleft()
        await self._spaced(packet.pts)
        return packet

    async def _spaced(self, pts: int | None) -> None:
        """The second of a pair waits. Not where more has piled up: what is late must not become later."""
        now = asyncio.get_running_loop().time()
        if not self._spacing or pts is None or pts % (2 * self._spacing) == 0:
            self._left_at = now
            return
        wait = self._left_at + self._spacing_s - now
        if wait > 0 and len(self._packets) < 2:
            await asyncio.sleep(wait)

    def stop(self) -> None:
        super().stop()
        self._news.set()


class PeerSink:
    """Slices to a peer's two tracks. Timestamps come from the slice's number: both tracks share its zero."""

    def __init__(self) -> None:
        self.video = PacketTrack("video", VIDEO_CLOCK)
        self.audio = PacketTrack("audio", SAMPLE_RATE, OPUS_SAMPLES)
        self.vp8 = Vp8Stream()
        self.opus = OpusStream()
        self._silence = OpusStream().encode(np.zeros(2 * OPUS_SAMPLES, np.int16))
        self.bytes_out = 0
        self._first: int | None = None

    def encode(self, image: np.ndarray | None, audio: np.ndarray) -> Encoded:
        return (None if image is None else self.vp8.encode(image)), self.opus.encode(audio)

    def put(self, index: int, encoded: Encoded, seq: int, silent: bool) -> bool:
        if self._first is None:
            self._first = index
        slot = index - self._first
        picture, sounds = encoded
        for number, data in enumerate(self._silence if silent else sounds):
            self.audio.put(data, (slot * 2 + number) * OPUS_SAMPLES)
            self.bytes_out += len(data)
        if picture:
            self.video.put(picture, slot * VIDEO_CLOCK // FPS)
            self.bytes_out += len(picture)
        return bool(picture)

    async def wanted(self) -> None:
        """Until the peer is connected and asks for both."""
        await self.video.asked.wait()
        await self.audio.asked.wait()

    def stop(self) -> None:
        self.video.stop()
        self.audio.stop()
