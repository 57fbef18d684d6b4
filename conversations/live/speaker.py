"""What the avatar says now: takes sentences in, hears from the pacer what has left, and can stop or hold at once."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from avatars.speech import SpokenPiece

from .events import Caption, Event, SpeechEnded, SpeechStarted
from .pacer import SLICE_S
from .speech import Piece, Speech
from .stage import Slice, Stage

SLICE_MS = round(1000 * SLICE_S)
NO_SOUND = np.zeros(0, np.float32)


class Audience(Protocol):
    """The session, as the speaker sees it."""

    def emit(self, event: Event) -> None: ...

    def speech_started(self, speech: Speech) -> None: ...

    def speech_ended(self, speech: Speech) -> None: ...


class Speaker:
    """One speech at a time. Inside the performer it goes by a key of its own, a new one each time it is resumed."""

    def __init__(self, stage: Stage, kill: Callable[[str], None], audience: Audience, language: str) -> None:
        self.stage = stage
        self.audience = audience
        self.language = language
        self.current: Speech | None = None
        self.held = False
        self._kill = kill
        self._count = 0
        self._attempt = 0
        self._from_ms = 0

    @property
    def speaking(self) -> bool:
        return self.current is not None and self.current.started

    def begin(self) -> Speech:
        """A new speech; whatever was being said must have ended or been stopped."""
        if self.current is not None:
            raise RuntimeError("the avatar is saying something already")
        self._count += 1
        self._attempt, self._from_ms, self.held = 0, 0, False
        self.current = Speech(f"s{self._count}", self._count, self.language)
        return self.current

    def add(self, speech: Speech, spoken: SpokenPiece) -> None:
        """One more sentence. Ignored once the speech has been stopped."""
        if speech is not self.current:
            return
        speech.add(spoken)
        if not self.held:
            self._perform(spoken)

    def finish(self, speech: Speech) -> None:
        """No sentence will follow."""
        if speech is not self.current:
            return
        speech.complete = True
        self._end_if_said()
        if self.current is speech and not self.held:
            self.stage.say(self._key, NO_SOUND, (), last=True)

    def left(self, slice_: Slice, index: int) -> int:
        """The pacer hands over this slice now; answers the number of the speech it belongs to."""
        speech = self.current
        if speech is None or self.held or slice_.speech_id != self._key:
            return 0
        first = not speech.started
        new = speech.left(self._from_ms + round(slice_.speech_ms) + SLICE_MS)
        if first:
            self.audience.emit(SpeechStarted(speech.id, index))
            self.audience.speech_started(speech)
        for piece in new:
            self.audience.emit(caption(speech, piece, index))
        self._end_if_said()
        return speech.seq

    def stop(self) -> Speech | None:
        """Silence from the next slice on; the speech keeps what was heard. The audience is told by the session."""
        speech, self.current = self.current, None
        if speech is None:
            return None
        self._kill(self._key_of(speech))
        self.stage.clear()
        speech.interrupted = not (speech.complete and speech.heard_ms >= speech.duration_ms)
        self.audience.emit(SpeechEnded(speech.id, speech.text, speech.heard_text, speech.interrupted))
        return speech

    def hold(self) -> None:
        """Perhaps an interruption: fall silent, and remember where."""
        if self.current is None or self.held:
            return
        self.held = True
        self._kill(self._key)
        self.stage.clear()

    def resume(self) -> None:
        """It was none: go on from the place of the last sound that went out."""
        speech = self.current
        if speech is None or not self.held:
            return
        self.held = False
        self._attempt += 1
        self._from_ms = speech.heard_ms
        for spoken in speech.remainder(speech.heard_ms):
            self._perform(spoken)
        if speech.complete:
            self.finish(speech)

    @property
    def _key(self) -> str:
        return self._key_of(self.current) if self.current else ""

    def _key_of(self, speech: Speech) -> str:
        return f"{speech.id}.{self._attempt}"

    def _perform(self, spoken: SpokenPiece) -> None:
        self.stage.say(self._key, spoken.pcm, spoken.phonemes)

    def _end_if_said(self) -> None:
        speech = self.current
        if speech is None or not speech.complete or speech.heard_ms < speech.duration_ms:
            return
        self.current = None
        self.audience.emit(SpeechEnded(speech.id, speech.text, speech.heard_text, False))
        self.audience.speech_ended(speech)


def caption(speech: Speech, piece: Piece, index: int) -> Caption:
    words = [
        {
            "text": word.text,
            "offset": word.offset,
            "start_ms": round(1000 * word.start_s),
            "end_ms": round(1000 * word.end_s),
        }
        for word in piece.spoken.words
    ]
    return Caption(speech.id, piece.number, piece.spoken.text, words, piece.start_ms, index)


