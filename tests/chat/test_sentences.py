"""Speech begins with the first sentence: cut early, and never in the wrong place."""

from collections.abc import AsyncIterator

import pytest

from projects.chat import sentences
from projects.chat.sentences import split


async def spelled(text: str) -> AsyncIterator[str]:
    """The text letter by letter."""
    for letter in text:
        yield letter


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "Dr. Smith paid $3.50. Really? Yes!", ["Dr. Smith paid $3.50.", "Really?", "Yes!"]),
        ("en", "At 5 p.m. we close. At 6 p.m. Go home.", ["At 5 p.m. we close.", "At 6 p.m.", "Go home."]),
        (
            "en",
            '"Good." he said. J. Doe of example.com left',
            ['"Good."', "he said.", "J. Doe of example.com left"],
        ),
        ("ko", "안녕하세요. 3.5점이에요! 정말요?네.", ["안녕하세요.", "3.5점이에요!", "정말요?", "네."]),
        ("es", "¿Qué tal? El Sr. López dice... ¡Claro!", ["¿Qué tal?", "El Sr. López dice...", "¡Claro!"]),
        ("fr", "M. Dupont arrive. Ça va ?", ["M. Dupont arrive.", "Ça va ?"]),
        ("de", "Am 3. Mai, z. B. um 5 Uhr. Gut.", ["Am 3. Mai, z. B. um 5 Uhr.", "Gut."]),
        ("it", "Il sig. Rossi è qui. Bene!", ["Il sig. Rossi è qui.", "Bene!"]),
        ("pt", "A Sra. Lima chegou. Tudo bem?", ["A Sra. Lima chegou.", "Tudo bem?"]),
        ("ja", "「はい。」と言った。本当？", ["「はい。」", "と言った。", "本当？"]),
        ("zh", "你好。今天3.5元！真的吗？是的", ["你好。", "今天3.5元！", "真的吗？", "是的"]),
        ("hi", "मैं ठीक हूँ। आप कैसे हैं? अच्छा", ["मैं ठीक हूँ।", "आप कैसे हैं?", "अच्छा"]),
        ("ar", "مرحبا. كيف حالك؟ جيد", ["مرحبا.", "كيف حالك؟", "جيد"]),
    ],
)
async def test_sentences_of_each_language(language: str, text: str, wanted: list[str]) -> None:
    assert [piece async for piece in sentences(spelled(text), language)] == wanted
    assert split(text, language) == wanted


async def test_markdown_is_not_read_out() -> None:
    text = "**Bold** text.\n- item one\n- `two`\n\n## Heading\n***\n"
    assert [piece async for piece in sentences(spelled(text), "en")] == [
        "Bold text.",
        "item one",
        "two",
        "Heading",
    ]


async def test_the_first_sentence_comes_before_the_second_is_known() -> None:
    given: list[str] = []

    async def deltas() -> AsyncIterator[str]:
        for delta in ["Hello there", ". ", "And", " more"]:
            given.append(delta)
            yield delta

    assert await anext(sentences(deltas(), "en")) == "Hello there."
    assert given == ["Hello there", ". "]


async def test_a_full_width_mark_waits_for_nothing() -> None:
    given: list[str] = []

    async def deltas() -> AsyncIterator[str]:
        for delta in ["你好", "。", "再见"]:
            given.append(delta)
            yield delta

    assert await anext(sentences(deltas(), "zh")) == "你好。"
    assert given == ["你好", "。"]


async def test_a_clause_without_end_is_cut_at_commas() -> None:
    text = "one and two and three, " * 30
    pieces = [piece async for piece in sentences(spelled(text), "en")]
    assert " ".join(pieces) == text.strip()
    assert all(len(piece) <= 180 and piece.endswith(",") for piece in pieces)
    assert len(pieces[0]) <= 90


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_text_without_any_mark_is_cut_in_the_end(language: str) -> None:
    pieces = [piece async for piece in sentences(spelled("字" * 900), language)]
    assert "".join(pieces) == "字" * 900
    assert len(pieces) > 1


async def test_an_error_follows_what_was_whole() -> None:
    async def deltas() -> AsyncIterator[str]:
        yield "All good. But th"
        raise RuntimeError

    pieces = []
    with pytest.raises(RuntimeError):
        async for piece in sentences(deltas(), "en"):
            pieces.append(piece)
    assert pieces == ["All good."]


async def test_nothing_to_say_says_nothing() -> None:
    assert [piece async for piece in sentences(spelled(" ... \n!? "), "en")] == []
