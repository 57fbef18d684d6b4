"""The visitor's microphone: sound in, utterances out. The detector claims; the session decides."""

import asyncio
from typing import Any, Protocol

import numpy as np
import soxr
import structlog
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from avatars.speech import Transcriber
from avatars.speech.vad import VoiceActivity, VoiceClaim, VoiceEvent
from avatarsite.errors import Category, ProviderError

from .tasks import Tasks

log = structlog.get_logger(__name__)

RATE = 16_000
CERTAIN_S = 0.2
SHORTEST_S = 0.25
LONGEST_S = 60.0


class Listener(Protocol):
    """The session, as the microphone sees it."""

    def voice_noticed(self) -> None:
        """Somebody has been speaking for `CERTAIN_S`."""
        ...

    async def utterance(self, text: str, latency: dict[str, int]) -> None:
        """A final transcript; empty when nothing was said after all."""
        ...

    async def cannot_hear(self, error: ProviderError) -> None: ...


class Microphone:
    """`push` takes (n,) float32 at 16 kHz. Closed until the browser says that it is on. Needs a transcriber to hear."""

    def __init__(
        self, listener: Listener, transcriber: Transcriber | None, language: str, tasks: Tasks,
        vad: VoiceActivity | None = None,
    ) -> None:  # fmt: skip
        self._listener = listener
        self._transcriber = transcriber
        self._language = language
        self._tasks = tasks
        self._vad = vad or (VoiceActivity() if transcriber else None)
        self._open = False
        self._pressed: list[np.ndarray] | None = None
        self._started_s: float | None = None
        self._one_at_a_time = asyncio.Lock()
        self._newest: asyncio.Task[None] | None = None

    def switch(self, on: bool) -> None:
        """Switched off, it ends what was being said: an avatar that has paused for it must not wait for ever."""
        self._open = on
        if not on and self._vad is not None and (event := self._vad.flush()) is not None:
            self._utterance_ended(event)

    def push_to_talk(self, down: bool) -> None:
        """While it is pressed everything counts as one utterance, however long the pauses."""
        if down:
            self._pressed = []
            return
        sound, self._pressed = self._pressed, None
        if sound:
            self._hand_on(np.concatenate(sound), 0)

    def push(self, pcm: np.ndarray) -> None:
        if self._pressed is not None:
            if sum(map(len, self._pressed)) < LONGEST_S * RATE:
                self._pressed.append(pcm)
        elif self._open and self._vad is not None:
            self._detect(self._vad, pcm)

    def _detect(self, vad: VoiceActivity, pcm: np.ndarray) -> None:
        for event in vad.push(pcm):
            if event.claim == VoiceClaim.STARTED:
                self._started_s = event.speech_s
            else:
                self._utterance_ended(event)
        if self._started_s is not None and vad.now_s - self._started_s >= CERTAIN_S:
            self._started_s = None
            self._listener.voice_noticed()

    def _utterance_ended(self, event: VoiceEvent) -> None:
        self._started_s = None
        self._hand_on(event.pcm, round(1000 * (event.at_s - event.speech_s)))

    def _hand_on(self, pcm: np.ndarray, endpoint_ms: int) -> None:
        if self._transcriber is not None:
            work = self._transcribe(self._transcriber, pcm, endpoint_ms)
            self._newest = self._tasks.spawn("transcribe", work)

    async def written(self) -> None:
        """Until all that was said so far has been written down."""
        if self._newest is not None:
            await asyncio.wait([self._newest])

    async def _transcribe(self, transcriber: Transcriber, pcm: np.ndarray, endpoint_ms: int) -> None:
        """In order, one at a time. Too short to be a word counts as nothing said."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        async with self._one_at_a_time:
            try:
                said = await transcriber.transcribe(pcm, self._language) if len(pcm) >= SHORTEST_S * RATE else ""
            except ProviderError as error:
                await self._listener.cannot_hear(error)
                return
            except Exception as error:  # whatever a service does, an avatar that has paused goes on
                log.exception("transcription_failed")
                detail = type(error).__name__
                broken = ProviderError("transcription", Category.UNAVAILABLE, retryable=True, detail=detail)
                await self._listener.cannot_hear(broken)
                return
            latency = {"endpoint_ms": endpoint_ms, "stt_ms": round(1000 * (loop.time() - asked))}
            await self._listener.utterance(said, latency)


async def listen_to(track: MediaStreamTrack, microphone: Microphone) -> None:
    """Reads a peer's audio track (48 kHz, interleaved) until it ends."""
    resampler = soxr.ResampleStream(48_000, RATE, 1, dtype="float32", quality="LQ")
    try:
        while True:
            frame: Any = await track.recv()
            sound = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
            mono = sound.mean(axis=1, dtype=np.float32) / 32768
            microphone.push(resampler.resample_chunk(mono))
    except MediaStreamError:
        return


def from_socket(data: bytes) -> np.ndarray:
    """s16le bytes at 16 kHz as (n,) float32."""
    return np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / 32768
