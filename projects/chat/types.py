"""What a conversation's chat needs to know, as plain values: a session keeps those it started with."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["user", "assistant"]


@dataclass(frozen=True)
class Entry:
    """A question that the owner wrote, other ways to ask it, and the answer to say aloud."""

    question: str
    answer: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """One turn of the history. Of the avatar's own turns, `text` is only what was heard."""

    role: Role
    text: str


@dataclass(frozen=True)
class Limits:
    """How long the chat server may take, in seconds."""

    connect_s: float = 5.0
    first_token_s: float = 15.0
    between_tokens_s: float = 10.0


@dataclass(frozen=True)
class ChatConfig:
    """How a project's avatar finds its answers. An empty `unknown_line` or `model` means the built-in one."""

    language: str
    greeting: str = ""
    use_model: bool = False
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    model: str = ""
    instructions: str = ""
    temperature: float = 0.7
    entries: tuple[Entry, ...] = ()
    unknown_line: str = ""
    limits: Limits = Limits()


class Answerer(Protocol):
    """Answers one text of the visitor."""

    def answer(self, history: Sequence[Message], text: str) -> AsyncIterator[str]:
        """Text deltas in order. Raises `ProviderError`, also after some deltas if it was cut off."""
        ...

    async def prepare(self) -> None:
        """Does beforehand what would delay the first answer. May be called while the avatar greets."""
        ...

    async def aclose(self) -> None:
        """To be called when the session ends."""
        ...
