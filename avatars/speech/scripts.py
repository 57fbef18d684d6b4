"""Writing that espeak cannot read, turned into writing it can."""

from avatars.speech.mapped import Mapped


def readable(said: Mapped, language: str) -> Mapped:
    """`said` in a script that espeak's voice of `language` reads."""
    return said
