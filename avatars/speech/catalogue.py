"""Which languages can be spoken now, and by which voices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from avatars.speech import espeak
from avatars.speech.config import SpeechConfig
from avatars.speech.piper import piper_voices
from avatars.speech.types import Language, Transcriber, Voice

LANGUAGES = (
    Language("en", "English", "English"),
    Language("ko", "Korean", "한국어"),
    Language("es", "Spanish", "Español"),
    Language("fr", "French", "Français"),
    Language("de", "German", "Deutsch"),
    Language("it", "Italian", "Italiano"),
    Language("pt", "Portuguese", "Português"),
    Language("ja", "Japanese", "日本語"),
    Language("zh", "Chinese", "中文"),
    Language("hi", "Hindi", "हिन्दी"),
    Language("ar", "Arabic", "العربية"),
)
VARIANTS = ("f3", "f2", "f5", "Annie", "m3", "m7", "m1", "Michael")


@dataclass(frozen=True)
class Catalogue:
    """Built from a SpeechConfig. `hints` everywhere: the voice hints of an avatar's bundle."""

    config: SpeechConfig

    def languages(self) -> list[Language]:
        """Every language that some voice speaks, English first."""
        return list(LANGUAGES)

    def voices(self, language: str, hints: Mapping[str, Any] | None = None) -> list[Voice]:
        """The voices of a language, best first: service, Piper, embedded. Empty where nobody speaks it."""
        if language not in {known.code for known in LANGUAGES}:
            return []
        return [
            *self._service(language),
            *piper_voices(self.config.piper_dir, language),
            *self._embedded(language, hints or {}),
        ]

    def get(self, code: str, hints: Mapping[str, Any] | None = None) -> Voice:
        """The voice with that code, "espeak:ko:f3". Raises KeyError where it is not there (any more)."""
        language = [*code.split(":"), ""][1]
        for voice in self.voices(language, hints):
            if voice.code == code:
                return voice
        raise KeyError(code)

    def voice_for(self, language: str, code: str = "", hints: Mapping[str, Any] | None = None) -> Voice:
        """The wished voice, else the best of the language, else the English one: there is always one."""
        try:
            return self.get(code, hints)
        except KeyError:
            return (self.voices(language, hints) or self.voices("en", hints))[0]

    def embedded(self, language: str, hints: Mapping[str, Any] | None = None) -> Voice:
        """The voice that needs nobody else: for apologies when a service fails."""
        return espeak.hinted(language if language in espeak.NAMES else "en", hints or {})

    def transcriber(self) -> Transcriber | None:
        """The configured speech-to-text service; None where there is none."""
        if not self.config.can_transcribe:
            return None
        from avatars.speech.transcribe import OpenAITranscriber  # the openai package takes a second to load

        return OpenAITranscriber(self.config)

    def _service(self, language: str) -> list[Voice]:
        if not self.config.has_speech_service:
            return []
        from avatars.speech.openai_speech import OpenAISpeechVoice

        names = [name.strip() for name in self.config.speech_voice.split(",") if name.strip()]
        return [OpenAISpeechVoice(language, name, self.config) for name in names]

    def _embedded(self, language: str, hints: Mapping[str, Any]) -> list[Voice]:
        own = espeak.hinted(language, hints)
        rest = [espeak.hinted(language, hints, variant) for variant in VARIANTS]
        return [own, *(voice for voice in rest if voice.variant != own.variant)]


def catalogue(config: SpeechConfig) -> Catalogue:
    """What is speakable with this configuration."""
    return Catalogue(config)
