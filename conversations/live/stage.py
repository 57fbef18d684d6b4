"""The performer behind one door: what the session asks of it is done by the worker thread before the next slice."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np

from avatars.speech import Phoneme


class Slice(Protocol):
    """40 ms of the avatar: `image` (h*3/2, w) uint8 I420, `audio` (1920,) int16 at 48 kHz."""

    speech_id: str | None
    index: int
    image: Any
    audio: np.ndarray
    end_of_speech: bool
    speech_ms: float


class Performer(Protocol):
    def say(
        self, speech_id: str, pcm: np.ndarray, phonemes: Sequence[Phoneme], last: bool = False
    ) -> None: ...

    def clear(self) -> None: ...

    def attend(self, mode: str) -> None: ...

    def next_slice(self, draw: bool = True) -> Any: ...


class Stage:
    """Called from the loop; `pull` from a worker thread, never two at once."""

    def __init__(self, performer: Performer) -> None:
        self.performer = performer
        self._asked: deque[Callable[[], None]] = deque()

    def say(self, speech_id: str, pcm: np.ndarray, phonemes: Sequence[Phoneme], last: bool = False) -> None:
        self._asked.append(partial(self.performer.say, speech_id, pcm, list(phonemes), last=last))

    def clear(self) -> None:
        """Also forgets what was asked but not yet begun."""
        self._asked.clear()
        self._asked.append(self.performer.clear)

    def attend(self, mode: str) -> None:
        self._asked.append(partial(self.performer.attend, mode))

    def pull(self, draw: bool = True) -> Slice:
        """The next 40 ms; without drawing when its picture would come too late. Worker thread."""
        while self._asked:
            self._asked.popleft()()
        result: Slice = self.performer.next_slice(draw)
        return result
