"""What was heard of a speech, and what is left to say."""

import pytest

from avatars.speech import SpokenPiece
from conversations.live.speech import Speech, cut_before, heard_part

from .fakes import piece


def spoken(*texts, language="en"):
    speech = Speech("s1", 1, language)
    for text in texts:
        speech.add(piece(text))
    return speech


@pytest.mark.parametrize(
    ("seconds", "heard"),
    [(0.0, ""), (0.09, ""), (0.11, "One,"), (0.29, "One,"), (0.31, "One, two"), (9.0, "One, two, three!")],
)
def test_a_word_counts_when_more_than_half_of_it_went_out(seconds, heard):
    assert heard_part(piece("One, two, three!"), seconds).rstrip(",") == heard.rstrip(",")


def test_heard_text_goes_over_sentences():
    speech = spoken("One two.", "Three four.")
    speech.left(640)
    assert speech.heard_text == "One two. Three"


def test_languages_without_spaces_get_none():
    speech = spoken("一二。", "三四。", language="zh")
    assert speech.text == "一二。三四。"


def test_each_piece_begins_once():
    speech = spoken("One two.", "Three four.")
    assert [one.number for one in speech.left(40)] == [0]
    assert speech.left(400) == []
    assert [one.number for one in speech.left(440)] == [1]


def test_pieces_lie_on_whole_slices():
    speech = Speech("s1", 1)
    speech.add(SpokenPiece("a", piece("a").pcm[:2000], (), ()))
    assert speech.duration_ms == 80


def test_the_remainder_begins_where_it_stopped():
    speech = spoken("One two three.", "Four.")
    first, second = speech.remainder(400)
    assert len(first.pcm) == len(piece("one").pcm)
    assert [word.text for word in first.words] == ["three."]
    assert first.words[0].start_s == pytest.approx(0)
    assert second.text == "Four."


def test_cutting_nothing_changes_nothing():
    whole = piece("One two.")
    assert cut_before(whole, 0) is whole
