"""Speech: voices with phoneme times, transcription, voice activity. No Django here."""

from avatars.speech.catalogue import Catalogue, catalogue
from avatars.speech.config import SpeechConfig, from_env
from avatars.speech.types import SAMPLE_RATE, Language, Phoneme, SpokenPiece, Transcriber, Voice, Word

__all__ = [
    "SAMPLE_RATE", "Catalogue", "Language", "Phoneme", "SpeechConfig", "SpokenPiece", "Transcriber", "Voice",
    "Word",    "catalogue", "from_env", "languages", "voice_for", "voices",
]  # fmt: skip


def languages(config: SpeechConfig | None = None) -> list[Language]:
    """The languages that can be spoken with `config` (default: the environment's)."""
    return catalogue(config or from_env()).languages()


def voices(
    language: str, hints: dict[str, object] | None = None, config: SpeechConfig | None = None
) -> list[Voice]:
    """The voices of a language, best first."""
    return catalogue(config or from_env()).voices(language, hints)


def voice_for(
    language: str, code: str = "", hints: dict[str, object] | None = None, config: SpeechConfig | None = None
) -> Voice:
    """The wished voice, else the best of the language."""
    return catalogue(config or from_env()).voice_for(language, code, hints)
