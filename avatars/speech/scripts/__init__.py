"""Writing that espeak cannot read, turned into writing it can: one file per language."""

from collections.abc import Callable

from avatars.speech.mapped import Mapped
from avatars.speech.scripts.chinese import readable_chinese
from avatars.speech.scripts.japanese import readable_japanese
from avatars.speech.scripts.korean import readable_korean
from avatars.speech.scripts.symbols import spell_symbols

_READERS: dict[str, Callable[[Mapped], Mapped]] = {
    "ja": readable_japanese,
    "ko": readable_korean,
    "zh": readable_chinese,
}


def readable(said: Mapped, language: str) -> Mapped:
    """`said` in a script and with signs that espeak's voice of `language` reads without its English fallback."""
    spelt = spell_symbols(said, language)
    reader = _READERS.get(language)
    return reader(spelt) if reader else spelt
