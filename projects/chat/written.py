"""Answers from the owner's own questions and answers, found by similarity."""

from collections.abc import AsyncIterator, Sequence

from projects.chat.similar import Matcher
from projects.chat.smalltalk import small_talk, unknown_line
from projects.chat.types import ChatConfig, Message

QUESTION_CHARACTERS = 1_000


class WrittenAnswerer:
    """One per session. The owner's entries come first, then small talk, then the "I don't know" line."""

    def __init__(self, config: ChatConfig) -> None:
        self.config = config
        self.matcher = Matcher(config.entries, config.language)

    async def aclose(self) -> None:
        """Nothing is held."""

    async def answer(self, history: Sequence[Message], text: str) -> AsyncIterator[str]:
        """The whole answer at once."""
        yield self.reply(text)

    def reply(self, text: str) -> str:
        """The answer to `text`, in the project's language."""
        match = self.matcher.best(text[:QUESTION_CHARACTERS])
        if match and match.enough:
            return match.entry.answer
        said = small_talk(text, self.config.language)
        return said or self.config.unknown_line or unknown_line(self.config.language)
