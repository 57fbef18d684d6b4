"""Scripted halves of a session: what is said, how long it lasts and what fails is in the test."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from avatars.speech import Phoneme, SpokenPiece, Word
from avatars.speech.echo import similar_to_spoken
from avatarsite.errors import ProviderError
from conversations.live.metering import Metering, Paid
from conversations.live.parts import Parts
from conversations.live.recorder import Record, Recorder
from conversations.live.reply import Replier
from conversations.live.session import LiveSession
from projects.chat import Message

from .clock import ManualClock

WORD_S = 0.2
LOUD = 1000


def piece(text: str) -> SpokenPiece:
    """0.2 s a word, as loud as `LOUD`."""
    words, offset = [], 0
    for number, word in enumerate(text.split()):
        offset = text.index(word, offset)
        words.append(Word(word, number * WORD_S, (number + 1) * WORD_S, offset))
        offset += len(word)
    length = len(words) * WORD_S
    pcm = np.full(round(length * 48_000), LOUD / 32768, np.float32)
    return SpokenPiece(text, pcm, (Phoneme("a", "AA", 0.0, length),), tuple(words))


@dataclass
class FakeSlice:
    index: int
    audio: np.ndarray
    speech_id: str | None = None
    speech_ms: int = 0
    end_of_speech: bool = False
    image: np.ndarray = field(default_factory=lambda: np.zeros((6, 4), np.uint8))


class FakePerformer:
    """The engine's contract without pictures."""

    def __init__(self) -> None:
        self.queue: deque[tuple[str, np.ndarray, int]] = deque()
        self.lengths: dict[str, int] = {}
        self.index = 0
        self.mode = "idle"
        self.asked: list[str] = []

    def say(self, speech_id: str, pcm: np.ndarray, phonemes: Any, last: bool = False) -> None:
        self.asked.append(f"say {speech_id}")
        for start in range(0, len(pcm), 1920):
            part = np.zeros(1920, np.int16)
            part[: len(pcm[start : start + 1920])] = pcm[start : start + 1920] * 32768
            at = self.lengths.get(speech_id, 0)
            self.queue.append((speech_id, part, at))
            self.lengths[speech_id] = at + 40

    def clear(self) -> None:
        self.asked.append("clear")
        self.queue.clear()

    def attend(self, mode: str) -> None:
        self.mode = mode

    def next_slice(self, draw: bool = True) -> FakeSlice:
        self.index += 1
        if not self.queue:
            return FakeSlice(self.index - 1, np.zeros(1920, np.int16))
        speech_id, audio, at = self.queue.popleft()
        return FakeSlice(self.index - 1, audio, speech_id, at)


class FakeVoice:
    """Says each sentence as one piece; `fails` is raised instead, `waits` is awaited before."""

    code = name = provider = "fake"
    language = "en"

    def __init__(self) -> None:
        self.said: list[str] = []
        self.fails: ProviderError | None = None
        self.waits: asyncio.Event | None = None

    async def speak(self, text: str) -> AsyncIterator[SpokenPiece]:
        self.said.append(text)
        if self.waits:
            await self.waits.wait()
        if self.fails:
            raise self.fails
        yield piece(text)


class FakeAnswerer:
    """Gives `deltas`, then raises `fails` if there is one. Remembers what it was told of the past."""

    def __init__(self, *deltas: str) -> None:
        self.deltas = deltas or ("One two three. ", "Four five six.")
        self.fails: Exception | None = None
        self.waits: asyncio.Event | None = None
        self.history: list[Message] = []
        self.cancelled = False

    async def prepare(self) -> None:
        pass

    async def aclose(self) -> None:
        pass

    async def answer(self, history: Sequence[Message], text: str) -> AsyncIterator[str]:
        self.history = list(history)
        try:
            for delta in self.deltas:
                yield delta
            if self.waits:
                await self.waits.wait()
            if self.fails:
                raise self.fails
        except asyncio.CancelledError:
            self.cancelled = True
            raise


class FakeLedger:
    """Pays `lease_ms` ahead of what is confirmed, as far as `total_ms` goes."""

    def __init__(self, total_ms: int = 600_000, lease_ms: int = 10_000, limit_ms: int | None = None) -> None:
        self.total_ms, self.lease_ms, self.limit_ms = total_ms, lease_ms, limit_ms
        self.renewed: list[int] = []
        self.reached: list[int] = []
        self.settled: list[tuple[int, str]] = []
        self.fails = self.settling_fails = False
        self.sharing = 1
        self.hangs: asyncio.Event | None = None

    def paid(self, elapsed_ms: int = 0) -> Paid:
        until = min(self.total_ms, elapsed_ms + self.lease_ms, self.limit_ms or self.total_ms)
        return Paid(until, self.total_ms - until, self.limit_ms, self.sharing)

    async def renew(self, confirmed_ms: int, reached_ms: int) -> Paid:
        if self.hangs is not None:
            await self.hangs.wait()
        if self.fails:
            raise OSError("database away")
        self.renewed.append(confirmed_ms)
        self.reached.append(reached_ms)
        return self.paid(reached_ms)

    async def settle(self, elapsed_ms: int, reason: str) -> None:
        if self.settling_fails:
            raise OSError("database away")
        self.settled.append((elapsed_ms, reason))


class FakeStore:
    def __init__(self) -> None:
        self.kept: list[Record] = []

    async def write(self, record: Record) -> None:
        self.kept.append(record)


class FakePort:
    """A browser tab: keeps all that it is sent."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.media: list[bytes] = []
        self.closed = ""

    def send_event(self, message: dict[str, Any]) -> None:
        self.events.append(message)

    def send_media(self, data: bytes) -> None:
        self.media.append(data)

    async def taken_over(self, message: str) -> None:
        self.closed = "taken over"

    async def silent(self) -> None:
        self.closed = "silent"

    async def finished(self) -> None:
        self.closed = "finished"

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    @property
    def states(self) -> list[str]:
        return [event["state"] for event in self.of("state")]


async def inline(job: Callable[[], Any]) -> Any:
    """Instead of a worker thread: at once, so that only the test's clock moves time."""
    return job()


@dataclass
class Stand:
    """A session with everything around it, for a test to look at."""

    clock: ManualClock
    session: LiveSession
    performer: FakePerformer
    voice: FakeVoice
    fallback: FakeVoice
    answerer: FakeAnswerer
    ledger: Any
    store: FakeStore
    outside: list["asyncio.Task[Any]"]

    async def visit(self) -> FakePort:
        """A browser attaches over the socket."""
        port = FakePort()
        await self.session.attach(port, "websocket")
        return port

    async def alive(self, seconds: float) -> None:
        """Time passes with a heartbeat every 2 s."""
        while seconds > 0:
            self.session.alive(0)
            await self.clock.advance(min(2.0, seconds))
            seconds -= 2.0


def make_stand(
    *, greeting: str = "", answerer: FakeAnswerer | None = None, ledger: Any = None,
    transcriber: Any = None, turns: list[dict[str, Any]] | None = None, **more: Any,
) -> Stand:  # fmt: skip
    clock, performer, voice, fallback = ManualClock(), FakePerformer(), FakeVoice(), FakeVoice()
    answerer, ledger, store = answerer or FakeAnswerer(), ledger or FakeLedger(), FakeStore()
    outside: list[asyncio.Task[Any]] = []
    greeted: asyncio.Future[list[SpokenPiece]] = asyncio.get_running_loop().create_future()
    greeted.set_result([piece(greeting)] if greeting else [])
    parts = Parts(
        code="abcdefghjk", language="en", performer=performer,
        replier=Replier(answerer, voice, fallback, "en"), greeting=greeted,
        media={"width": 4, "height": 4, "fps": 25, "sample_rate": 48_000}, project={"name": "p"}, work=inline,
        spawn_outside=lambda job: outside.append(asyncio.ensure_future(job)),
        sentence=lambda id_, **facts: id_, next_step=lambda reason: {"label": reason, "url": "/"},
        similar_to_spoken=similar_to_spoken, transcriber=transcriber, turns=turns or [], **more,
    )  # fmt: skip
    metering = Metering(ledger, clock, 0, ledger.paid())
    session = LiveSession(parts, clock, metering, Recorder(store))
    session.start()
    return Stand(clock, session, performer, voice, fallback, answerer, ledger, store, outside)
