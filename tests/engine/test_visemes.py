import pytest

from avatars.engine import VISEMES, viseme_of
from avatars.engine.visemes import DOMINANCE, visemes_of


@pytest.mark.parametrize(
    ("language", "sounds"),
    [
        (
            "en",
            {"p": "MBP", "m": "MBP", "f": "FV", "v": "FV", "θ": "TH", "ð": "TH", "tʃ": "CHSH", "dʒ": "CHSH"},
        ),
        ("en", {"ɹ": "R", "ɚ": "R", "w": "UW", "uː": "UW", "oʊ": "OH", "ˈaɪ": "AA", "æ": "AE", "iː": "IY"}),
        ("en", {"ɫ": "L", "n̩": "DDN", "ɾ": "DDN", "ŋ": "KG", "h": "KG", "ᵻ": "UH", "ʔ": "KG", "z": "SZ"}),
        (
            "ko",
            {"p͈": "MBP", "t͡ɕ": "CHSH", "t͈ɕ": "CHSH", "kʰ": "KG", "ɯ": "UH", "ʌ": "UH", "ɕ": "CHSH", "ɭ": "L"},
        ),
        (
            "ja",
            {"ɸ": "FV", "ɕ": "CHSH", "ts": "SZ", "ɯᵝ": "UH", "ɴ": "DDN", "ɾʲ": "DDN", "mʲ": "MBP", "ç": "KG"},
        ),
        (
            "hi",
            {
                "ʈ": "DDN",
                "ɖʱ": "DDN",
                "bʱ": "MBP",
                "pʰ": "MBP",
                "ʋ": "FV",
                "ɽ": "DDN",
                "dʒʱ": "CHSH",
                "ɑ̃": "AA",
            },
        ),
        (
            "zh",
            {"ʈʂ": "CHSH", "tɕʰ": "CHSH", "ʂ": "CHSH", "tsʰ": "SZ", "ɤ5": "UH", "y˨˩˦": "UW", "i35": "IY"},
        ),
        (
            "ar",
            {"ħ": "KG", "ʕ": "KG", "q": "KG", "sˤ": "SZ", "tˤ": "DDN", "ðˤ": "TH", "aː": "AA", "bb": "MBP"},
        ),
        ("de", {"pf": "FV", "ts": "SZ", "øː": "OH", "yː": "UW", "ç": "KG", "ʁ": "KG"}),
        ("fr", {"ɑ̃": "AA", "œ̃": "OH", "ɔ̃": "OH", "ɥ": "UW", "ʒ": "CHSH"}),
        ("es", {"β": "FV", "ɲ": "DDN", "ʝ": "KG", "r": "R", "x": "KG"}),
        ("clicks", {"ʘ": "MBP", "ǀ": "TH", "ǃ": "DDN", "ǁ": "L", "ǂ": "DDN"}),
    ],
)
def test_sounds_of_each_language_have_their_shape(language: str, sounds: dict[str, str]) -> None:
    assert {s: viseme_of(s) for s in sounds} == sounds


@pytest.mark.parametrize("pause", ["", "_", " ", "ː", "ˈ", "|", "5"])
def test_what_is_no_sound_is_silence(pause: str) -> None:
    assert viseme_of(pause) == "sil"


def test_an_unknown_letter_opens_the_mouth_a_little() -> None:
    assert viseme_of("ꟻ") == "UH"


def test_a_diphthong_moves_through_two_shapes() -> None:
    assert visemes_of("aɪ") == ("AA", "IY")
    assert visemes_of("əʊ") == ("UH", "UW")
    assert visemes_of("iː") == ("IY",)


def test_every_shape_has_a_dominance() -> None:
    assert set(DOMINANCE) == set(VISEMES)
