"""What every voice gives: sound with the times of its phonemes and words, in seconds inside the piece."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

SAMPLE_RATE = 48_000


@dataclass(frozen=True)
class Language:
    """A language a project can be spoken in. `code`: ISO 639-1, as in the page's lists."""

    code: str
    name: str
    native_name: str


@dataclass(frozen=True)
class Phoneme:
    """One unit of speech sound. `symbol`: IPA, or "_" in a pause; `viseme`: a name of the engine's table."""

    symbol: str
    viseme: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Word:
    """One written word as it is heard. `offset`: index of its first character in the piece's text."""

    text: str
    start_s: float
    end_s: float
    offset: int


@dataclass(frozen=True)
class SpokenPiece:
    """One sentence. `text` is the caption, as written; `pcm`: (n,) float32 in [-1, 1] at 48 kHz."""

    text: str
    pcm: np.ndarray
    phonemes: tuple[Phoneme, ...]
    words: tuple[Word, ...]

    @property
    def duration_s(self) -> float:
        """Length of the sound in seconds."""
        return len(self.pcm) / SAMPLE_RATE


class Voice(Protocol):
    """Text in, sentences out. `code` names the voice in a project, e.g. "espeak:ko:f3"."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def language(self) -> str: ...

    @property
    def provider(self) -> str: ...

    def speak(self, text: str) -> AsyncIterator[SpokenPiece]:
        """One piece per sentence, as soon as it exists; never blocks the loop. Raises ProviderError."""
        ...


class Transcriber(Protocol):
    """Sound in, words out."""

    async def transcribe(self, pcm: np.ndarray, language: str) -> str:
        """`pcm`: (n,) float32 at 16 kHz. Returns "" where nothing was said. Raises ProviderError."""
        ...
