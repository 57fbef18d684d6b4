"""Everything a session is made of, as it was when the visitor pressed Start Chat."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from avatars.speech import SpokenPiece, Transcriber

from .pacer import Work
from .reply import Replier
from .stage import Performer


@dataclass
class Parts:
    """`media`: width, height, fps, sample_rate. `turns`: said before, when a session is taken up again.

    `work` runs a function in a worker thread; `spawn_outside` runs a coroutine that outlives the session's tasks.
    """

    code: str
    language: str
    performer: Performer
    replier: Replier
    greeting: "asyncio.Future[list[SpokenPiece]]"
    media: dict[str, int]
    project: dict[str, str]
    work: Work
    spawn_outside: Callable[[Coroutine[Any, Any, Any]], Any]
    sentence: Callable[..., str]
    next_step: Callable[[str], dict[str, str]]
    similar_to_spoken: Callable[[str, str], bool]
    on_transport: Callable[[str], Any] = lambda transport: None
    on_presence: Callable[[bool], Any] = lambda is_there: None
    transcriber: Transcriber | None = None
    stt: str = "browser"
    suggestions: list[str] = field(default_factory=list)
    ice_servers: list[dict[str, Any]] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
