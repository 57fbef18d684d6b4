"""The chat stream's events, as an OpenAI-compatible server sends them and as a broken one does."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

TOKEN = re.compile(r"\s*\S{1,6}")


def events(mode: str, answer: str, hang: Callable[[], None]) -> Iterator[bytes]:
    """`answer` in pieces of some letters as server-sent events; the mode breaks it in the middle."""
    yield event(delta(role="assistant", content=""))
    if mode == "slow_first_token":
        hang()
    pieces = [] if mode == "empty" else TOKEN.findall(answer)
    middle = len(pieces) // 2
    for at, piece in enumerate(pieces):
        if at == middle:
            if mode == "slow_tokens":
                hang()
            if mode == "cut_off":
                return
            if mode == "malformed":
                yield b'data: {"id": "x", "choices": [{"delta": {"cont\n\n'
            if mode == "error_event":
                yield event({"error": {"message": "overloaded", "type": "server_error"}})
        if mode == "drop":
            return
        yield event(delta(content=piece))
    if mode != "no_finish":
        yield event(delta(finish="stop"))
    yield b"data: [DONE]\n\n"


def delta(finish: str | None = None, **content: Any) -> dict[str, Any]:
    """One streamed chunk."""
    return shaped("chat.completion.chunk", {"index": 0, "delta": content, "finish_reason": finish})


def completion(answer: str) -> dict[str, Any]:
    """The answer in one piece."""
    message = {"role": "assistant", "content": answer}
    return shaped("chat.completion", {"index": 0, "message": message, "finish_reason": "stop"})


def shaped(kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    """What surrounds a choice."""
    return {"id": "c1", "object": kind, "created": 0, "model": "fake", "choices": [choice]}


def event(value: dict[str, Any]) -> bytes:
    """One server-sent event."""
    return b"data: " + json.dumps(value).encode() + b"\n\n"
