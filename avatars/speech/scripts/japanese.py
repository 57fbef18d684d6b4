"""Japanese for espeak, which reads kana only: fugashi with unidic-lite gives each word's pronunciation."""

from functools import cache
from typing import Any

from avatars.speech.mapped import Mapped
from avatars.speech.scripts.japanese_latin import latin_in_kana
from avatars.speech.scripts.japanese_numbers import count_in_kana

_READINGS = {"私": "ワタシ", "明日": "アシタ", "昨日": "キノー", "日本": "ニホン", "一日": "イチニチ"}  # fmt: skip
_JOINED = ("助詞", "助動詞", "接尾辞")  # these lean on the word before them
_PUNCTUATION = {
    "。": "。",
    "、": "、",
    "！": "！",
    "？": "？",
    "!": "！",
    "?": "？",
    ",": "、",
    ".": "。",
    "，": "、",
}


@cache
def _tagger() -> Any:
    import fugashi

    return fugashi.Tagger()


def readable_japanese(said: Mapped) -> Mapped:
    """Katakana in the words' pronunciation, spaces between phrases; Latin words stay and get spaces around them."""
    plain = said.sub("[\uff01-\uff5e]", lambda m: chr(ord(m.group()) - 0xFEE0))
    plain = count_in_kana(plain)
    text, places, at = "", [], 0
    for word in _tagger()(plain.text):
        at = max(plain.text.find(word.surface, at), at)
        kana = _kana(word)
        run = at > 0 and _is_katakana(plain.text[at - 1]) and _is_katakana(word.surface)
        gap = " " if text and not run and _begins_phrase(word) else ""
        text += gap + kana
        places += [plain.place(at)] * (len(gap) + len(kana))
        at += len(word.surface)
    return Mapped(text, tuple(places))


def _is_katakana(text: str) -> bool:
    return all("ァ" <= sign <= "ー" for sign in text)


def _begins_phrase(word: Any) -> bool:
    if word.surface.isascii() and word.surface.isalnum():
        return True
    return not word.feature.pos1.startswith((*_JOINED, "補助記号"))


def _kana(word: Any) -> str:
    surface = str(word.surface)
    if surface in _PUNCTUATION:
        return _PUNCTUATION[surface]
    if _is_katakana(surface):
        return surface  # already as it sounds; the dictionary would take ハツカ for ハッカ
    reading = _READINGS.get(surface) or word.feature.pron or word.feature.kana
    if reading and reading != "*":
        return str(reading)
    if surface.isascii():
        return latin_in_kana(surface)
    return "".join(_katakana(sign) for sign in surface)


def _katakana(sign: str) -> str:
    import unicodedata

    sign = unicodedata.normalize("NFKC", sign)
    if "ぁ" <= sign <= "ゖ":
        return chr(ord(sign) + 0x60)
    return sign if "ァ" <= sign <= "ヺ" or sign == "ー" else ""
