"""What the session tells the browser: one frozen class for each message of the socket."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    def as_message(self) -> dict[str, Any]:
        """The JSON object that goes over the socket; its type is the class's name in snake case."""
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()
        return {"type": name, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Ready(Event):
    conversation: str
    resumed: bool
    transport: str
    media: dict[str, int]
    project: dict[str, str]
    suggestions: list[str]
    ice_servers: list[dict[str, Any]]
    stt: str
    turns: list[dict[str, Any]]
    meter: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loading(Event):
    stage: str
    progress: float


@dataclass(frozen=True, slots=True)
class Answer(Event):
    sdp: str


@dataclass(frozen=True, slots=True)
class State(Event):
    state: str
    previous: str


@dataclass(frozen=True, slots=True)
class Transport(Event):
    transport: str


@dataclass(frozen=True, slots=True)
class UserText(Event):
    id: str
    text: str
    final: bool


@dataclass(frozen=True, slots=True)
class SpeechStarted(Event):
    speech_id: str
    slice: int


@dataclass(frozen=True, slots=True)
class Caption(Event):
    """`at_ms`: where in its speech the piece begins; word times count from the piece's beginning."""

    speech_id: str
    piece: int
    text: str
    words: list[dict[str, Any]]
    at_ms: int
    slice: int


@dataclass(frozen=True, slots=True)
class SpeechEnded(Event):
    speech_id: str
    text: str
    heard_text: str
    interrupted: bool


@dataclass(frozen=True, slots=True)
class Meter(Event):
    """`remaining_ms`: until this conversation must end; `left_ms`: what the workspace has."""

    elapsed_ms: int
    remaining_ms: int
    left_ms: int


@dataclass(frozen=True, slots=True)
class Notice(Event):
    id: str
    message: str


@dataclass(frozen=True, slots=True)
class Error(Event):
    id: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Pong(Event):
    t: float


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """`elapsed_ms`: what is billed; `left_ms`: what the workspace has left."""

    reason: str
    message: str
    elapsed_ms: int
    left_ms: int
    next: dict[str, str] = field(default_factory=dict)
