"""What the engine needs to know of a phoneme; the speech package's own class fits it."""

from typing import Protocol


class TimedPhoneme(Protocol):
    """A sound with its place in time, in seconds from the start of its piece of speech."""

    @property
    def symbol(self) -> str: ...
    @property
    def viseme(self) -> str: ...
    @property
    def start_s(self) -> float: ...
    @property
    def end_s(self) -> float: ...
