import pytest

from avatars.speech.sentences import LONGEST, sentences
from avatars.speech.speakable import speakable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("**Bold** and _soft_ words", "Bold and soft words"),
        ("# A title", "A title"),
        ("- one\n- two", "one two"),
        ("1. first", "first"),
        ("Costs 1.5 credits", "Costs 1.5 credits"),
        ("[the page](https://example.com/x)", "the page"),
        ("![a cat](cat.png)", "a cat"),
        ("see https://www.example.com/a?b=c#d.", "see example.com"),
        ("run `pip install` now", "run pip install now"),
        ("code:\n```python\nx = 1\n```\ndone", "code: … done"),
        ("<b>html</b>", "html"),
        ("2 < 3", "2 < 3"),
        ("Hi 👋🏽 there 👨‍👩‍👧", "Hi there"),
        ("a\u200bb\u0000c", "a b c"),
        ("| a | b |", ", a , b ,"),
        ("snake_case and don't", "snakecase and don't"),
    ],
)
def test_what_is_not_said_is_taken_out(written: str, said: str) -> None:
    assert speakable(written).text.strip() == said


@pytest.mark.parametrize("text", ["", " ", "😀", "...", "***", "```", "\u200b"])
def test_without_letters_or_digits_there_is_nothing_to_say(text: str) -> None:
    assert speakable(text).text == ""


def test_each_sign_knows_where_it_stood() -> None:
    text = "😀 **Hello** [there](http://x.y)"
    said = speakable(text)
    assert all(
        text[place] == sign for sign, place in zip(said.text, said.places, strict=True) if sign.isalpha()
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It costs 1.5 credits.", ["It costs 1.5 credits."]),
        ("你好。你是谁？很好！", ["你好。", "你是谁？", "很好！"]),
        ("नमस्ते। कैसे हैं?", ["नमस्ते।", "कैसे हैं?"]),
        ("كيف حالك؟ بخير.", ["كيف حالك؟", "بخير."]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("one\ntwo", ["one", "two"]),
        ("Wait... what?!", ["Wait...", "what?!"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    found = list(sentences(text))
    assert [part for _, part in found] == parts
    assert all(text[at:].startswith(part) for at, part in found)


@pytest.mark.parametrize("text", ["word " * 500, "好" * 1000, "a, " * 700])
def test_a_run_without_an_end_is_cut(text: str) -> None:
    parts = [part for _, part in sentences(text)]
    assert max(map(len, parts)) <= LONGEST
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")
