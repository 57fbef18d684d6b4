"""The embedded voice: espeak-ng with exact phoneme and word times, one piece per sentence."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from avatars.speech import espeak_library, timbre
from avatars.speech.mapped import Mapped
from avatars.speech.scripts import readable
from avatars.speech.sentences import sentences
from avatars.speech.speakable import speakable
from avatars.speech.threads import embedded_thread
from avatars.speech.times import phonemes_of, words_of
from avatars.speech.types import SAMPLE_RATE, SpokenPiece

HEAD_S, TAIL_S = 0.02, 0.24  # quiet before and after a sentence: the pause between two of them
NAMES = {
    "en": "en-us", "pt": "pt-br", "zh": "cmn", "es": "es", "fr": "fr", "ko": "ko", "de": "de", "it": "it",
    "ja": "ja", "hi": "hi", "ar": "ar",
}  # fmt: skip
KINDS = {"f": "female", "m": "male"}


@dataclass(frozen=True)
class EspeakVoice:
    """`variant`: one of espeak's own (f1 to f5, m1 to m8, …); `rate` words a minute; `pitch` 0 to 99."""

    language: str
    variant: str = "f3"
    rate: int = 160
    pitch: int = 50
    pitch_range: int = 55
    provider: str = "espeak"

    @property
    def code(self) -> str:
        """For example "espeak:ko:f3"."""
        return f"espeak:{self.language}:{self.variant}"

    @property
    def name(self) -> str:
        """What the list of voices shows."""
        kind, number = KINDS.get(self.variant[:1], ""), self.variant[1:]
        return f"Built-in, {kind} {number}" if kind and number.isdigit() else f"Built-in, {self.variant}"

    async def speak(self, text: str) -> AsyncIterator[SpokenPiece]:
        """One piece per sentence; sentences with nothing to say are left out."""
        loop = asyncio.get_running_loop()
        for _, sentence in sentences(text):
            piece = await loop.run_in_executor(embedded_thread(), self.read, sentence)
            if piece:
                yield piece

    def read(self, sentence: str) -> SpokenPiece | None:
        """The same for one sentence, in the caller's thread; None where there is nothing to say."""
        said = readable(speakable(sentence), self.language)
        return self._piece(sentence, said) if said.text.strip() else None

    def _piece(self, sentence: str, said: Mapped) -> SpokenPiece:
        name = f"{NAMES.get(self.language, self.language)}+{self.variant}"
        reading = espeak_library.read(said.text, name, self.rate, self.pitch, self.pitch_range)
        end = reading.phonemes[-1][0] if reading.phonemes else len(reading.pcm)
        spoken_s = end / espeak_library.SAMPLE_RATE
        pcm = _sound(reading.pcm, spoken_s)
        phonemes = phonemes_of(reading, HEAD_S, len(pcm) / SAMPLE_RATE)
        words = words_of(reading, HEAD_S, said, sentence, phonemes)
        return SpokenPiece(sentence, pcm, phonemes, words)


def _sound(pcm: np.ndarray, spoken_s: float) -> np.ndarray:
    sound = timbre.to_48k(pcm, espeak_library.SAMPLE_RATE)
    head, tail = int(HEAD_S * SAMPLE_RATE), int((spoken_s + TAIL_S) * SAMPLE_RATE)
    padded = np.zeros(max(head + len(sound), head + tail), np.float32)
    padded[head : head + len(sound)] = sound
    return timbre.soft_edges(timbre.level(timbre.warm(padded[: head + tail])))


def hinted(language: str, hints: Mapping[str, Any], variant: str = "") -> EspeakVoice:
    """The voice that suits a presenter. `hints`: a bundle's, {"espeak": {"variant", "pitch", "rate"}}."""
    wish = hints.get("espeak") or {}
    plain = EspeakVoice(language)
    return EspeakVoice(
        language,
        variant or str(wish.get("variant") or plain.variant),
        int(wish.get("rate") or plain.rate),
        int(wish.get("pitch") or plain.pitch),
        int(wish.get("pitch_range") or plain.pitch_range),
    )
