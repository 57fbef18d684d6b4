"""What was said so far in a running conversation, as the page shows it and as the chat is told it."""

from collections.abc import Iterable
from typing import Any

from projects.chat import Message

from .recorder import Record


class History:
    """`turns`: {"role", "text", "heard_text", "interrupted"} each, oldest first."""

    def __init__(self, turns: Iterable[dict[str, Any]]) -> None:
        self.turns = list(turns)

    def __bool__(self) -> bool:
        return bool(self.turns)

    def add(self, record: Record) -> None:
        self.turns.append(
            {
                "role": record.role, "text": record.text, "heard_text": record.heard_text,
                "interrupted": record.interrupted,
            }
        )  # fmt: skip

    def just_said(self, current: str) -> str:
        """The avatar's last words and the `current` ones, which a microphone may hear back from loudspeakers."""
        before = [turn["heard_text"] for turn in self.turns[-2:] if turn["role"] == "avatar"]
        return " ".join([*before, current])

    def messages(self) -> list[Message]:
        """What the chat is told: of the avatar's turns only what was heard."""
        messages = []
        for turn in self.turns:
            text = turn["text"] if turn["role"] == "user" else turn["heard_text"]
            if text:
                messages.append(Message("user" if turn["role"] == "user" else "assistant", text))
        return messages
