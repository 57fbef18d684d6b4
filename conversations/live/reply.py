"""From a committed turn to sentences with sound: chat, sentence by sentence, voice. A failure becomes an apology."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog

from avatars.speech import SpokenPiece, Voice
from avatarsite.errors import Category, ProviderError
from projects.chat import Answerer, Message, sentences

from .apologies import apology

log = structlog.get_logger(__name__)

STEP_LIMIT_S = 30.0
Item = TypeVar("Item")


@dataclass
class Replier:
    """`fallback` speaks the apology when the project's own voice is what failed."""

    answerer: Answerer
    voice: Voice
    fallback: Voice
    language: str

    async def reply(
        self, history: Sequence[Message], text: str, mark: Callable[[str], None]
    ) -> AsyncIterator[SpokenPiece]:
        """Pieces as they become sayable; `mark(step)` is called as each step is first reached."""
        deltas = marked(self.answerer.answer(history, text), "ttft", mark)
        async for sentence in limited(sentences(deltas, self.language), "chat"):
            mark("first_sentence")
            async for piece in limited(self.voice.speak(sentence), self.voice.provider):
                mark("ttfb")
                yield piece

    async def apologise(self, *, began: bool) -> AsyncIterator[SpokenPiece]:
        """The apology by the first voice that can say it; nothing at all if none can."""
        text = apology(self.language, began=began)
        for voice in (self.voice, self.fallback):
            try:
                async for piece in limited(voice.speak(text), voice.provider):
                    yield piece
                return
            except Exception as error:  # noqa: BLE001 - whatever a voice raises, the other one may do better
                log.warning("apology_unspoken", provider=voice.provider, error=type(error).__name__)


async def marked(
    items: AsyncIterator[str], step: str, mark: Callable[[str], None]
) -> AsyncIterator[str]:
    async for item in items:
        mark(step)
        yield item


async def limited(items: AsyncIterator[Item], provider: str) -> AsyncIterator[Item]:
    """Every next item within `STEP_LIMIT_S`, else ProviderError: no provider can make a session hang."""
    iterator = aiter(items)
    try:
        while True:
            try:
                async with asyncio.timeout(STEP_LIMIT_S):
                    item = await anext(iterator)
            except StopAsyncIteration:
                return
            except TimeoutError as late:
                raise ProviderError(provider, Category.TIMEOUT, retryable=True, detail="no next item") from late
            yield item
    finally:
        if hasattr(iterator, "aclose"):
            await iterator.aclose()
