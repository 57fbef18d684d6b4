"""The site's voices: the speech catalogue made of the site's settings."""

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from avatars.speech import Catalogue, Language, Voice

BUILT_IN: dict[str, dict[str, Any]] = {"female": {"espeak": {"variant": "f3"}}, "male": {"espeak": {"variant": "m3"}}}
"""An own avatar's hints, by what its owner chose for it."""


@lru_cache(maxsize=1)
def site_voices() -> "Catalogue":
    """Every language and voice that this installation really speaks."""
    from avatars.speech import catalogue  # here, so that pages that need no voice don't load one
    from avatars.speech.config import from_env

    return catalogue(replace(from_env(), piper_dir=settings.PIPER_DIR))


def languages() -> "list[Language]":
    """The languages that a project may have."""
    return site_voices().languages()


def voices(language: str, hints: dict[str, Any] | None = None) -> "list[Voice]":
    """The voices of a language; `hints` are the avatar's, for the fitting variant. The first one is the default."""
    return site_voices().voices(language, hints or {})
