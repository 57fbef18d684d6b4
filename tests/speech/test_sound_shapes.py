"""Shapes from sound alone, on voices and sentences that the network was not fitted on."""

from itertools import pairwise

import numpy as np
import pytest

from avatars.speech import sound_model
from avatars.speech.fit_sound.voices import HELD_OUT_VARIANTS
from avatars.speech.sentences import sentences
from avatars.speech.sound_shapes import shapes_from_sound
from avatars.speech.types import SAMPLE_RATE, Phoneme, SpokenPiece
from tests.speech.paragraphs import PARAGRAPHS
from tests.speech.sounds import quiet, spoken

JAW = {
    "sil": 0, "MBP": 0, "FV": 0.09, "TH": 0.2, "DDN": 0.15, "L": 0.24, "KG": 0.22, "CHSH": 0.12, "SZ": 0.06, "R": 0.14,
    "AA": 0.56, "AE": 0.44, "EH": 0.32, "UH": 0.28, "IY": 0.15, "OH": 0.4, "UW": 0.13,
}  # fmt: skip
VARIANTS = sorted(HELD_OUT_VARIANTS)


def pieces_of(language: str) -> list[SpokenPiece]:
    parts = sorted((part for _, part in sentences(PARAGRAPHS[language])), key=len)[-3:]
    return [spoken(part, language, VARIANTS[i % len(VARIANTS)]) for i, part in enumerate(parts)]


def opening(phonemes: tuple[Phoneme, ...] | list[Phoneme], duration_s: float) -> np.ndarray:
    """How far the jaw is asked to open, every 10 ms, smoothed as a jaw is."""
    track = np.zeros(int(duration_s * 100))
    for phoneme in phonemes:
        track[int(phoneme.start_s * 100) : int(phoneme.end_s * 100)] = JAW[phoneme.viseme]
    return np.convolve(track, np.hanning(11) / np.hanning(11).sum(), "same")


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_the_mouth_opens_as_the_text_would_have_it(language: str) -> None:
    pieces = pieces_of(language)
    true = np.concatenate([opening(p.phonemes, p.duration_s) for p in pieces])
    found = np.concatenate([opening(shapes_from_sound(p.pcm), p.duration_s) for p in pieces])
    assert np.corrcoef(true, found)[0, 1] > 0.75


def test_lips_close_where_they_must() -> None:
    found = missed = claimed = right = 0
    for language in PARAGRAPHS:
        for piece in pieces_of(language):
            true = [p for p in piece.phonemes if p.viseme == "MBP"]
            seen = [p for p in shapes_from_sound(piece.pcm) if p.viseme == "MBP"]
            hits = [any(near(t, s) for s in seen) for t in true]
            found, missed = found + sum(hits), missed + len(hits) - sum(hits)
            claimed, right = claimed + len(seen), right + sum(any(near(t, s) for t in true) for s in seen)
    assert found / (found + missed) > 0.6
    assert right / claimed > 0.5


def near(one: Phoneme, other: Phoneme) -> bool:
    return one.start_s - 0.04 <= other.end_s and other.start_s - 0.04 <= one.end_s


@pytest.mark.parametrize("noise_db", [-80, -45])
def test_pauses_are_at_rest(noise_db: int) -> None:
    first, second = spoken("Hello my friend.", variant="m8"), spoken("Good bye now.", variant="f5")
    gap = np.zeros(SAMPLE_RATE, np.float32)
    sound = np.concatenate([gap, first.pcm, gap, second.pcm, gap])
    sound += quiet(1, len(sound), 10 ** (noise_db / 20))
    found = shapes_from_sound(sound)
    rest = sum(p.end_s - p.start_s for p in found if p.viseme == "sil")
    assert 2.9 < rest < 4.0
    assert found[0].viseme == "sil" and found[0].end_s > 0.95


def test_they_cover_the_sound_without_gaps() -> None:
    piece = spoken("A rather ordinary sentence.")
    found = shapes_from_sound(piece.pcm)
    assert found[0].start_s == 0
    assert found[-1].end_s == pytest.approx(piece.duration_s)
    assert all(one.end_s == pytest.approx(other.start_s) for one, other in pairwise(found))


@pytest.mark.parametrize("seconds", [0, 0.001, 0.02, 2])
def test_silence_is_one_pause(seconds: float) -> None:
    found = shapes_from_sound(np.zeros(int(seconds * SAMPLE_RATE), np.float32))
    assert [p.viseme for p in found] == ["sil"]


def test_what_ships_is_small() -> None:
    assert sound_model.WEIGHTS.stat().st_size < 2_000_000
