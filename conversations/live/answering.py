"""The answer that is being made: chat and voice as one task, the times of its steps, and the apology if it fails."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import structlog

from avatars.speech import SpokenPiece
from avatarsite.errors import Category, ProviderError
from projects.chat import Message

from . import metrics
from .speech import Speech
from .tasks import cancelled
from .turns import Utterance

if TYPE_CHECKING:
    from .session import LiveSession

log = structlog.get_logger(__name__)


class Answering:
    """At most one answer at a time. Latencies are milliseconds since the turn was committed."""

    def __init__(self, session: "LiveSession") -> None:
        self._session = session
        self._task: asyncio.Task[Any] | None = None
        self._began = 0.0
        self._latency: dict[str, int] = {}

    def begin(self, before: list[Message], turn: Utterance) -> None:
        """`before`: what was said until now. The answer is spoken as it comes."""
        self._began, self._latency = self._session.clock.now(), dict(turn.latency)
        speech = self._session.speaker.begin()
        self._task = self._session.tasks.spawn("answer", self._answer(speech, before, turn.text))

    def greet(self, pieces: Iterable[SpokenPiece]) -> None:
        """Say what was prepared before the visitor came."""
        self._began, self._latency = self._session.clock.now(), {}
        speech = self._session.speaker.begin()
        for piece in pieces:
            self._session.speaker.add(speech, piece)
        self._session.speaker.finish(speech)

    async def stop(self) -> None:
        task, self._task = self._task, None
        await cancelled(task)

    async def finished(self) -> None:
        """Until everything of the present answer has been made; it may still be playing."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def mark(self, step: str) -> None:
        """The first time of each step counts."""
        self._latency.setdefault(f"{step}_ms", round(1000 * (self._session.clock.now() - self._began)))

    def take_latency(self) -> dict[str, int]:
        """And tell the metrics."""
        taken, self._latency = self._latency, {}
        metrics.answered(taken)
        return taken

    async def _answer(self, speech: Speech, before: list[Message], text: str) -> None:
        speaker, replier = self._session.speaker, self._session.parts.replier
        try:
            async for piece in replier.reply(before, text, self.mark):
                speaker.add(speech, piece)
            if not speech.pieces:
                raise ProviderError("chat", Category.UNAVAILABLE, retryable=True, detail="nothing to say")
        except ProviderError as error:
            await self._apologise(speech, error)
        except Exception as error:
            log.exception("answer_failed")
            broken = ProviderError("site", Category.UNAVAILABLE, retryable=True, detail=type(error).__name__)
            await self._apologise(speech, broken)
        finally:
            speaker.finish(speech)

    async def _apologise(self, speech: Speech, error: ProviderError) -> None:
        self._session.provider_failed(error)
        async for piece in self._session.parts.replier.apologise(began=bool(speech.pieces)):
            self._session.speaker.add(speech, piece)
