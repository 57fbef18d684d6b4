"""Answers from the owner's own questions and answers, found by similarity."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import lru_cache

from projects.chat.similar import Matcher
from projects.chat.smalltalk import small_talk, unknown_line
from projects.chat.types import ChatConfig, Entry, Message

QUESTION_CHARACTERS = 1_000
MATCHERS_KEPT = 64


class WrittenAnswerer:
    """One per session. The owner's entries come first, then small talk, then the "I don't know" line."""

    def __init__(self, config: ChatConfig) -> None:
        self.config = config

    async def prepare(self) -> None:
        """Reads the entries in a thread: up to a second for a language's first project in a process."""
        await asyncio.to_thread(matcher_for, self.config.entries, self.config.language)

    async def aclose(self) -> None:
        """Nothing is held."""

    async def answer(self, history: Sequence[Message], text: str) -> AsyncIterator[str]:
        """The whole answer at once."""
        await self.prepare()
        yield self.reply(text)

    def reply(self, text: str) -> str:
        """The answer to `text`, in the project's language."""
        language = self.config.language
        talk = small_talk(text, language)
        match = matcher_for(self.config.entries, language).best(text[:QUESTION_CHARACTERS])
        if match and match.enough and (talk is None or greets(match.entry, language)):
            return match.entry.answer
        return talk or self.config.unknown_line or unknown_line(language)


def greets(entry: Entry, language: str) -> bool:
    """Did the owner write this entry for small talk? No other answers a greeting: "Guten Tag" asks for no day."""
    return any(small_talk(asked, language) for asked in (entry.question, *entry.alternatives))


@lru_cache(maxsize=MATCHERS_KEPT)
def matcher_for(entries: tuple[Entry, ...], language: str) -> Matcher:
    """Shared by all sessions that started with the same entries; it is only read."""
    return Matcher(entries, language)
