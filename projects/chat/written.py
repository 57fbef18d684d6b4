"""Answers from the owner's own questions and answers, found by similarity."""

from collections.abc import AsyncIterator, Sequence

from projects.chat.types import ChatConfig, Entry, Message


class WrittenAnswerer:
    """One per session."""

    def __init__(self, config: ChatConfig) -> None:
        self.config = config

    async def aclose(self) -> None:
        """Nothing is held."""

    async def answer(self, history: Sequence[Message], text: str) -> AsyncIterator[str]:
        yield self.reply(text)

    def reply(self, text: str) -> str:
        wanted = set(text.lower().split())

        def overlap(entry: Entry) -> float:
            words = set(entry.question.lower().split())
            return len(words & wanted) / max(len(words | wanted), 1)

        best = max(self.config.entries, key=overlap, default=None)
        if best and overlap(best) > 0.4:
            return best.answer
        return self.config.unknown_line or "I don't know that yet."
