"""What the mouth is asked to do: closures, rests, and opening before the sound."""

import tracemalloc

import numpy as np
import pytest

from avatars.engine import FPS, VISEMES, Bundle, lip_gap, shape_track

from .speech import Sound, sounds

LABIALS = ("p", "b", "m")


def track(bundle: Bundle, parts: list[Sound], tail_s: float = 0.2) -> np.ndarray:
    return shape_track(parts, parts[-1].end_s + tail_s, bundle.visemes)


def frame_at(t: float) -> int:
    return int(t * FPS)


@pytest.mark.parametrize("length_s", [0.03, 0.05, 0.08, 0.12])
@pytest.mark.parametrize("symbol", [*LABIALS, "f", "v"])
@pytest.mark.parametrize("offset", [0.0, 0.013, 0.027])
def test_closures_are_fully_reached_in_fast_speech(
    bundle: Bundle, symbol: str, length_s: float, offset: float
) -> None:
    parts = sounds(("a", 0.2 + offset), (symbol, length_s), ("a", 0.07), (symbol, length_s), ("ɑ", 0.2))
    shapes, target = track(bundle, parts), bundle.visemes["MBP" if symbol in LABIALS else "FV"].shape
    for part in (parts[1], parts[3]):
        reached = np.flatnonzero(np.abs(shapes - target).max(1) < 1e-5)
        middle = (part.start_s + part.end_s) / 2
        assert np.abs((reached + 0.5) / FPS - middle).min() <= 0.040


def test_open_vowels_are_open_and_round_ones_round(bundle: Bundle) -> None:
    shapes = track(bundle, sounds(("a", 0.3), ("t", 0.06), ("u", 0.3)))
    open_, round_ = shapes[frame_at(0.12)], shapes[frame_at(0.5)]
    assert open_[0] > 0.8 and open_[1] < 0.15
    assert round_[1] > 0.8 and round_[0] < 0.4


def test_a_long_pause_is_at_rest(bundle: Bundle) -> None:
    parts = sounds(("a", 0.3), ("", 0.6), ("a", 0.3))
    shapes, rest = track(bundle, parts, 0.5), bundle.visemes["sil"].shape
    inside = slice(frame_at(0.3 + 0.18), frame_at(0.9 - 0.16))
    assert inside.stop - inside.start >= 5
    assert np.abs(shapes[inside] - rest).max() < 1e-4
    assert np.abs(shapes[-3:] - rest).max() < 1e-4


def test_a_breath_between_words_does_not_shut_the_mouth(bundle: Bundle) -> None:
    shapes = track(bundle, sounds(("a", 0.2), ("", 0.08), ("a", 0.2)))
    assert shapes[frame_at(0.1) : frame_at(0.4), 0].min() > 0.6


def test_the_mouth_opens_before_the_sound(bundle: Bundle) -> None:
    gap = lip_gap(bundle, track(bundle, sounds(("", 0.6), ("a", 0.3))))
    assert gap[frame_at(0.6) - 1] > gap[frame_at(0.4)] + 1
    assert gap[frame_at(0.6) - 4] < 2


def test_silence_alone_is_rest(bundle: Bundle) -> None:
    assert np.allclose(shape_track([], 1.0, bundle.visemes), bundle.visemes["sil"].shape)
    assert shape_track([], 0.0, bundle.visemes).shape == (0, 2)


def test_one_row_for_each_begun_frame(bundle: Bundle) -> None:
    assert len(shape_track(sounds(("a", 0.1)), 0.081, bundle.visemes)) == 3
    assert len(shape_track(sounds(("a", 0.1)), 0.080, bundle.visemes)) == 2


def test_a_diphthong_ends_in_its_second_shape(bundle: Bundle) -> None:
    shapes = track(bundle, sounds(("aʊ", 0.4), ("", 0.5)))
    assert shapes[frame_at(0.07), 0] > 0.8
    assert shapes[frame_at(0.32), 1] > 0.6


@pytest.mark.parametrize("viseme", sorted(set(VISEMES) - {"sil"}))
def test_a_sound_held_long_reaches_its_shape(bundle: Bundle, viseme: str) -> None:
    shapes = shape_track([Sound("", viseme, 0.0, 0.5)], 0.5, bundle.visemes)
    assert np.abs(shapes - bundle.visemes[viseme].shape).max(1).min() < 0.06


def test_emphasis_widens_vowels_and_spares_closures(bundle: Bundle) -> None:
    parts = sounds(("a", 0.3), ("m", 0.12), ("a", 0.3))
    plain = track(bundle, parts)
    loud = shape_track(parts, parts[-1].end_s + 0.2, bundle.visemes, emphasis=np.full(len(plain), 1.1))
    assert loud[frame_at(0.15), 0] > 1.05 * plain[frame_at(0.15), 0]
    assert np.allclose(loud[frame_at(0.35)], bundle.visemes["MBP"].shape)


def test_overlapping_and_unordered_sounds_do_no_harm(bundle: Bundle) -> None:
    parts = [Sound("a", "AA", 0.3, 0.6), Sound("m", "MBP", 0.0, 0.4), Sound("x", "KG", 0.2, 0.2)]
    assert np.isfinite(shape_track(parts, 0.7, bundle.visemes)).all()


def test_minutes_of_speech_are_said_as_each_part_alone_and_in_little_memory(bundle: Bundle) -> None:
    part = sounds(("a", 0.2), ("m", 0.1), ("u", 0.2), ("f", 0.1), ("", 0.4))
    length_s = part[-1].end_s
    parts = [
        Sound(p.symbol, p.viseme, p.start_s + i * length_s, p.end_s + i * length_s)
        for i in range(300) for p in part
    ]  # fmt: skip
    tracemalloc.start()
    shapes = shape_track(parts, 300 * length_s, bundle.visemes)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30e6
    each = shapes.reshape(300, -1, shapes.shape[1])
    assert np.allclose(each[1:-1], each[1], atol=1e-5)
