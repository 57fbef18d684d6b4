"""What the project form offers: languages and voices that this installation really speaks, avatars with reasons."""

from dataclasses import dataclass

from avatars.models import Avatar
from avatars.rooms import Room, room_behind
from avatars.voices import languages, voices

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class RoomChoice:
    """A background that the form shows. value: what is sent; room: which one that is; own: is it the presenter's?"""

    value: str
    room: Room
    chosen: bool
    own: bool


def room_choices(avatar: Avatar | None, wanted: str) -> list[RoomChoice]:
    """Every room, the presenter's own first. With nobody, or an avatar that was filmed with its background, they are
    only to be looked at: none is chosen.

    Until one is wanted the presenter's own has the value "", which is each other presenter's own as well. From then on
    it has its name, so that what is wanted stays behind whoever is picked next.
    """
    own = avatar.background if avatar else ""
    seen = room_behind(avatar, wanted) if avatar else ""
    rooms = sorted(Room, key=lambda room: room != own)
    unnamed = "" if wanted in Room.values else own
    return [RoomChoice("" if room == unnamed else room, room, room == seen, room == own) for room in rooms]


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
