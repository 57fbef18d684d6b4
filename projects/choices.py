"""What the project form offers: languages and voices that this installation really speaks, avatars with reasons."""

from avatars.models import Avatar
from avatars.voices import languages, voices

Choices = list[tuple[str, str]]


def language_choices() -> Choices:
    """(code, "Korean (한국어)") for each language."""
    return [
        (language.code, language.name if language.name == language.native_name
         else f"{language.name} ({language.native_name})")
        for language in languages()
    ]  # fmt: skip


def voice_choices(language: str, avatar: Avatar | None) -> Choices:
    """(code, name) for each voice of the language, fitted to the avatar; the first one is the default."""
    return [(voice.code, voice.name) for voice in voices(language, avatar.voice if avatar else None)]
