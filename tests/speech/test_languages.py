"""Every language is read in its own sounds: espeak marks what it hands to its English voice with "(en)"."""

import re

import pytest

from avatars.speech import SpeechConfig, catalogue, espeak_library
from avatars.speech.espeak import NAMES
from avatars.speech.scripts import readable
from avatars.speech.sentences import sentences
from avatars.speech.speakable import speakable
from tests.speech.paragraphs import PARAGRAPHS
from tests.speech.sounds import spoken

SWITCH = re.compile(r"\((\w+)\)")


def switches(text: str, language: str) -> list[str]:
    """The languages that espeak changed to while reading `text`."""
    found = []
    for _, sentence in sentences(text):
        reading = espeak_library.read(readable(speakable(sentence), language).text, NAMES[language])
        found += SWITCH.findall(" ".join(sign for _, sign in reading.phonemes))
    return found


def test_the_list_of_languages_is_complete() -> None:
    found = {language.code for language in catalogue(SpeechConfig()).languages()}
    assert {"en", "ko", "es", "fr", "de", "it", "pt", "ja", "zh", "hi", "ar"} <= found


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_no_phoneme_comes_from_the_english_fallback(language: str) -> None:
    assert switches(PARAGRAPHS[language], language) == []


def test_the_test_would_notice_the_fallback() -> None:
    reading = espeak_library.read("東京", "ja")
    assert "(en)" in "".join(sign for _, sign in reading.phonemes)


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_paragraph_gives_as_many_phonemes_as_its_length_asks_for(language: str) -> None:
    pieces = [spoken(sentence, language) for _, sentence in sentences(PARAGRAPHS[language])]
    said = [p for piece in pieces for p in piece.phonemes if p.viseme != "sil"]
    seconds = sum(piece.duration_s for piece in pieces)
    assert 6 < len(said) / seconds < 18
    assert len({p.viseme for p in said}) >= 10


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_percent_money_and_degrees_are_words_of_the_language(language: str) -> None:
    assert switches("50% + 20°C & $5 @ €3 = #7", language) == []


@pytest.mark.parametrize("language", ["ko", "zh", "hi", "ar", "ja"])
def test_a_latin_word_inside_is_the_only_foreign_one(language: str) -> None:
    first = PARAGRAPHS[language].split("。")[0].split(".")[0]
    assert switches(f"{first} Google", language) in (["en"], ["en", NAMES[language]], [])


def test_phonemes_that_are_known_by_heart() -> None:
    def ipa(text: str, language: str) -> str:
        return "".join(p.symbol for p in spoken(text, language).phonemes if p.symbol != "_")

    assert ipa("Hello", "en") == "həloʊ"
    assert ipa("東京", "ja").startswith("to̞")
    assert ipa("熊", "zh").startswith("ɕj")
    assert "ʁ" in ipa("rue", "fr")
    assert ipa("안녕", "ko").startswith("ɐnnj")
