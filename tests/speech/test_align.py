"""Alignment against times that are known: another embedded voice, other rate and pitch, stretched, in noise."""

from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np
import pytest
import soxr

from avatars.speech.align import align
from avatars.speech.types import SAMPLE_RATE, Phoneme, SpokenPiece
from tests.speech.paragraphs import PARAGRAPHS
from tests.speech.sounds import quiet, spoken


def errors_s(found: tuple[Phoneme, ...], true: tuple[Phoneme, ...], stretch: float = 1.0) -> np.ndarray:
    """Distance of each phoneme's start from the truth, for the phonemes that both have."""
    one, other = ([p for p in row if p.viseme != "sil"] for row in (found, true))
    matcher = SequenceMatcher(None, [p.symbol for p in one], [p.symbol for p in other], autojunk=False)
    pairs = [(b.a + i, b.b + i) for b in matcher.get_matching_blocks() for i in range(b.size)]
    assert len(pairs) > 0.85 * len(other)
    return np.array([one[i].start_s - other[j].start_s * stretch for i, j in pairs])


def paragraph(language: str, variant: str, rate: int, pitch: int) -> SpokenPiece:
    return spoken(PARAGRAPHS[language].replace(". ", ", ")[:140], language, variant, rate=rate, pitch=pitch)


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_phonemes_of_another_voice_are_found_to_25_ms(language: str) -> None:
    piece = paragraph(language, "m7", 138, 35)
    phonemes, _ = align(piece.text, language, piece.pcm)
    errors = np.abs(errors_s(phonemes, piece.phonemes))
    assert np.median(errors) <= 0.025
    assert np.percentile(errors, 90) <= 0.06


@pytest.mark.parametrize("stretch", [0.87, 1.15])
def test_it_survives_stretching(stretch: float) -> None:
    piece = paragraph("en", "m1", 160, 45)
    pcm = soxr.resample(piece.pcm, SAMPLE_RATE, SAMPLE_RATE * stretch).astype(np.float32)
    phonemes, _ = align(piece.text, "en", pcm)
    assert np.median(np.abs(errors_s(phonemes, piece.phonemes, stretch))) <= 0.025


@pytest.mark.parametrize("noise_db", [-40, -30])
def test_it_survives_noise(noise_db: int) -> None:
    piece = paragraph("en", "f5", 175, 60)
    pcm = piece.pcm + quiet(1, len(piece.pcm), 10 ** (noise_db / 20))
    phonemes, _ = align(piece.text, "en", pcm)
    assert np.median(np.abs(errors_s(phonemes, piece.phonemes))) <= 0.025


def test_quiet_before_between_and_after_is_a_pause() -> None:
    first, second = spoken("Hello there.", variant="m3"), spoken("Good bye.", variant="m3")
    gap = np.zeros(SAMPLE_RATE, np.float32)
    pcm = np.concatenate([gap, first.pcm, gap, second.pcm, gap])
    phonemes, words = align("Hello there. Good bye.", "en", pcm)
    assert phonemes[0].viseme == "sil" and phonemes[0].end_s > 0.95
    assert phonemes[-1].viseme == "sil" and phonemes[-1].start_s < len(pcm) / SAMPLE_RATE - 0.95
    assert max(p.end_s - p.start_s for p in phonemes[1:-1] if p.viseme == "sil") > 1.0
    assert [word.text for word in words] == ["Hello", "there.", "Good", "bye."]
    assert [word.offset for word in words] == [0, 6, 13, 18]
    assert words[2].start_s == pytest.approx(2 + first.duration_s + 0.02, abs=0.06)


def test_phonemes_have_no_gaps_and_cover_the_sound() -> None:
    piece = paragraph("de", "f2", 170, 60)
    phonemes, _ = align(piece.text, "de", piece.pcm)
    assert phonemes[0].start_s == 0
    assert phonemes[-1].end_s == pytest.approx(piece.duration_s)
    for one, other in pairwise(phonemes):
        assert one.end_s == pytest.approx(other.start_s)


@pytest.mark.parametrize("text", ["", "…", "😀"])
def test_nothing_to_say_is_one_pause(text: str) -> None:
    phonemes, words = align(text, "en", np.zeros(SAMPLE_RATE, np.float32))
    assert [p.viseme for p in phonemes] == ["sil"]
    assert words == ()


@pytest.mark.parametrize("seconds", [0, 0.01, 0.3])
def test_sound_far_too_short_for_its_text_breaks_nothing(seconds: float) -> None:
    pcm = quiet(seconds, SAMPLE_RATE, 0.1)
    phonemes, _ = align("A rather long sentence for so little sound.", "en", pcm)
    assert phonemes[-1].end_s == pytest.approx(len(pcm) / SAMPLE_RATE)
