"""The teleprompter's texts bring every mouth shape and every common pair of them, by the product's own phonemiser."""

import json
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from avatars.engine.visemes import VISEMES, visemes_of
from avatars.scripts import LISTEN_S, languages, script
from avatars.speech.espeak import EspeakVoice
from avatars.speech.sentences import sentences

ROOT = Path(__file__).parents[2]
COMMON = 0.003  # share of a pair among all pairs of running text
# What a language has no sound for. Korean borrows f and th from the English sentence at its end.
WITHOUT = {"en": set(), "ko": {"AE"}, "es": {"AE", "UH"}}

Pairs = Counter[tuple[str, str]]


def counted(texts: list[str], language: str) -> tuple[Counter[str], Pairs, float]:
    """Visemes, pairs of different ones, and how many seconds the built-in voice reads."""
    shapes: Counter[str] = Counter()
    pairs: Pairs = Counter()
    seconds = 0.0
    for text in texts:
        for _, sentence in sentences(text):
            piece = EspeakVoice(language).read(sentence)
            assert piece is not None
            row = [shape for phoneme in piece.phonemes for shape in visemes_of(phoneme.symbol)]
            shapes.update(row)
            pairs.update((one, other) for one, other in pairwise(row) if one != other)
            seconds += piece.duration_s
    return shapes, pairs, seconds


@cache
def read(language: str) -> tuple[Counter[str], Pairs, float]:
    return counted([part.text for part in script(language).parts], language)


def running_text(language: str) -> list[str]:
    """What the demo and the museum say in a language: text that was not written for its sounds."""
    demo = json.loads((ROOT / f"projects/chat/demo/{language}.json").read_text("utf-8"))["entries"]
    museum = json.loads((ROOT / f"tests/chat/evaluation/museum_{language}.json").read_text("utf-8"))[
        "entries"
    ]
    questions = [text for entry in demo for text in (entry["question"], *entry["alternatives"])]
    return [entry["answer"] for entry in (*demo, *museum)] + questions


@pytest.mark.parametrize("language", languages())
def test_every_mouth_shape_comes_three_times(language: str) -> None:
    shapes, _, _ = read(language)
    assert {shape for shape in VISEMES if shapes[shape] < 3} == WITHOUT[language]


@pytest.mark.parametrize("language", languages())
def test_every_common_pair_comes(language: str) -> None:
    _, usual, _ = counted(running_text(language), language)
    _, pairs, _ = read(language)
    common = {pair for pair, count in usual.items() if count >= COMMON * usual.total()}
    assert len(common) >= 70
    assert common - set(pairs) == set()


@pytest.mark.parametrize("language", languages())
def test_it_takes_60_to_90_seconds_in_short_parts(language: str) -> None:
    _, _, spoken = read(language)
    parts = script(language).parts
    assert 60 <= sum(part.seconds for part in parts) <= 90
    assert 55 <= spoken <= 90
    assert all(3 <= part.seconds <= 13 for part in parts)


@pytest.mark.parametrize("language", languages())
def test_with_the_listening_it_takes_a_minute_and_a_half(language: str) -> None:
    assert sum(part.seconds for part in script(language).parts) + LISTEN_S == pytest.approx(90, abs=10)


@pytest.mark.parametrize("told", ["list.html", "_ways.html", "upload.html"])
def test_every_page_says_so(told: str) -> None:
    assert "minute and a half" in (ROOT / "templates/avatars" / told).read_text("utf-8")


def test_another_language_reads_english() -> None:
    assert script("fr") is not None
    assert script("fr").language == "en"
