"""The embedded voice: sentence by sentence, with true times, even and without clicks."""

import asyncio
import multiprocessing
from itertools import pairwise

import numpy as np
import pytest

from avatars.speech.espeak import EspeakVoice, hinted
from avatars.speech.types import SAMPLE_RATE, SpokenPiece
from tests.speech.paragraphs import PARAGRAPHS
from tests.speech.sounds import at_16k, spoken


async def said(text: str, language: str = "en") -> list[SpokenPiece]:
    return [piece async for piece in EspeakVoice(language).speak(text)]


async def test_one_piece_per_sentence_with_the_text_as_written() -> None:
    pieces = await said("Hello, **world**! 😀 It costs $5. See https://example.com/a?b=c now?")
    assert [piece.text for piece in pieces] == [
        "Hello, **world**!",
        "😀 It costs $5.",
        "See https://example.com/a?b=c now?",
    ]


@pytest.mark.parametrize("language", PARAGRAPHS)
async def test_phonemes_and_words_lie_in_the_sound_in_order(language: str) -> None:
    for piece in await said(PARAGRAPHS[language], language):
        assert piece.phonemes[0].start_s == 0
        assert piece.phonemes[-1].end_s == pytest.approx(piece.duration_s)
        assert all(one.end_s == pytest.approx(other.start_s) for one, other in pairwise(piece.phonemes))
        assert all(phoneme.end_s > phoneme.start_s for phoneme in piece.phonemes)
        assert all(
            one.start_s <= other.start_s and one.offset < other.offset for one, other in pairwise(piece.words)
        )
        assert all(piece.text[word.offset :].startswith(word.text) for word in piece.words)
        assert "".join(word.text for word in piece.words).replace(" ", "") == piece.text.replace(" ", "")


@pytest.mark.parametrize("text", ["네.", "물론이에요."])
def test_a_word_that_espeak_tells_nothing_of_has_its_sounds_time(text: str) -> None:
    piece = EspeakVoice("ko").read(text)
    assert piece is not None
    (word,) = piece.words
    heard = [phoneme for phoneme in piece.phonemes if phoneme.symbol != "_"]
    assert (word.text, word.start_s, word.end_s) == (text, heard[0].start_s, heard[-1].end_s)


def test_word_times_are_those_of_their_sounds() -> None:
    piece = spoken("Ma, stop.")
    first, second = piece.words
    assert (first.text, second.text) == ("Ma,", "stop.")
    assert first.start_s == pytest.approx(next(p.start_s for p in piece.phonemes if p.symbol == "m"))
    assert second.start_s == pytest.approx(
        next(p.start_s for p in piece.phonemes if p.symbol == "s"), abs=0.03
    )
    assert first.end_s < second.start_s - 0.1


def test_a_pause_is_silent_and_speech_is_not() -> None:
    piece = spoken("Hello there, my friend.")
    power = np.convolve(piece.pcm**2, np.ones(480) / 480, "same")

    def loudness(kind: bool) -> float:
        spans = [p for p in piece.phonemes if (p.viseme == "sil") is kind and p.end_s - p.start_s > 0.1]
        middles = [int((p.start_s + p.end_s) / 2 * SAMPLE_RATE) for p in spans]
        return float(np.median(power[middles]))

    assert loudness(True) < loudness(False) / 1000


@pytest.mark.parametrize("variant", ["f2", "f3", "f5", "m1", "m3", "m7"])
def test_every_voice_is_equally_loud_and_never_clips(variant: str) -> None:
    levels = []
    for text in ("Yes.", "How are you today, my friend?", "A credit is five minutes."):
        pcm = spoken(text, variant=variant).pcm
        frames = pcm[: len(pcm) // 480 * 480].reshape(-1, 480)
        power = (frames**2).mean(axis=1)
        levels.append(10 * np.log10(power[power > power.max() * 0.003].mean()))
        assert np.abs(pcm).max() < 0.96
    assert np.ptp(levels) < 1.5
    assert np.mean(levels) == pytest.approx(-20, abs=1)


def test_pieces_begin_and_end_without_a_click() -> None:
    pcm = spoken("Apple.").pcm
    assert np.abs(pcm[[0, -1]]).max() < 1e-4
    assert np.abs(np.diff(pcm[:100])).max() < 0.01
    assert np.abs(np.diff(pcm[-100:])).max() < 0.01


def test_there_is_a_breath_between_two_sentences() -> None:
    piece = spoken("One sentence.")
    assert 0.2 < piece.phonemes[-1].end_s - piece.phonemes[-1].start_s < 0.4


def test_english_is_read_at_a_natural_rate() -> None:
    piece = spoken(
        "I would like to explain how a conversation with an avatar works, and what it costs in the end."
    )
    assert 140 < 60 * len(piece.text.split()) / piece.duration_s < 210


def test_pitch_and_rate_come_from_the_hints() -> None:
    hints = {"espeak": {"variant": "m3", "pitch": 20, "rate": 130}}
    voice = hinted("en", hints)
    assert (voice.variant, voice.pitch, voice.rate) == ("m3", 20, 130)
    slow, usual = voice.read("Good morning to you all."), spoken("Good morning to you all.", variant="m3")
    assert slow is not None
    assert slow.duration_s > 1.1 * usual.duration_s


@pytest.mark.parametrize(
    ("variant", "name"),
    [("f3", "Built-in, female 3"), ("m7", "Built-in, male 7"), ("Michael", "Built-in, Michael")],
)
def test_the_list_says_who_speaks(variant: str, name: str) -> None:
    assert EspeakVoice("en", variant).name == name


@pytest.mark.parametrize(
    "hints", [{}, {"espeak": None}, {"espeak": {}}, {"espeak": {"variant": "no such one"}}]
)
def test_incomplete_hints_still_give_a_voice(hints: dict[str, object]) -> None:
    piece = hinted("en", hints).read("Hello.")
    assert piece is not None and piece.phonemes


@pytest.mark.parametrize("text", ["", "   ", "…", "😀🎉", "***", "---", "\n\n"])
async def test_nothing_to_say_gives_no_piece(text: str) -> None:
    assert await said(text) == []


async def test_a_very_long_text_comes_in_pieces() -> None:
    text = "word " * 2000
    first = await anext(aiter(EspeakVoice("en").speak(text)))
    assert len(first.text) <= 280
    assert first.duration_s < 40


async def test_voices_that_speak_at_once_do_not_mix() -> None:
    texts = [("en", PARAGRAPHS["en"]), ("ko", PARAGRAPHS["ko"]), ("de", PARAGRAPHS["de"])]
    together = await asyncio.gather(*(said(text, language) for language, text in texts))
    for (language, text), pieces in zip(texts, together, strict=True):
        alone = await said(text, language)
        assert [len(p.pcm) for p in pieces] == pytest.approx([len(p.pcm) for p in alone], rel=0.02)
        assert [p.symbol for p in pieces[0].phonemes] == [p.symbol for p in alone[0].phonemes]


def _length_in_child(language: str) -> int:
    return len(asyncio.run(said("Hello there.", language))[0].pcm)


def test_it_speaks_in_a_forked_process() -> None:
    own = _length_in_child("en")
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply(_length_in_child, ("en",)) == pytest.approx(own, rel=0.02)


def test_the_sound_has_the_balance_of_human_speech() -> None:
    """Long-term spectrum within 8 dB of Byrne & al. 1994 between 250 Hz and 4 kHz (third octaves in pairs)."""
    sound = np.concatenate([at_16k(spoken(text, variant="f3").pcm) for text in PARAGRAPHS["en"].split(". ")])
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / 16_000)
    edges = np.array([224, 355, 562, 891, 1413, 2239, 3548, 5623])
    found = np.array([power[(hertz >= a) & (hertz < b)].sum() for a, b in pairwise(edges)])
    human = 10 ** (np.array([62.7, 65.1, 62.0, 56.4, 53.7, 50.5, 48.1]) / 10)
    difference = 10 * np.log10(found / found.sum()) - 10 * np.log10(human / human.sum())
    assert np.abs(difference).max() < 8
