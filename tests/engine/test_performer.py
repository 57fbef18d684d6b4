import numpy as np
import pytest

from avatars.engine import SLICE_SAMPLES, Bundle, Performer, render_offline
from avatars.engine.colour import i420_to_bgr

from .drawn import CROP_AT, MIDDLE
from .speech import ramp, sounds


def hello() -> list:
    return sounds(("h", 0.06), ("ə", 0.1), ("l", 0.08), ("əʊ", 0.2), ("", 0.5), ("m", 0.1), ("a", 0.2))


def test_quiet_slices_carry_silence_and_no_speech(bundle: Bundle) -> None:
    performer = Performer(bundle)
    slices = [performer.next_slice() for _ in range(120)]
    assert [s.index for s in slices] == list(range(120))
    assert all(s.speech_id is None and not s.audio.any() and s.plain for s in slices)
    assert {s.base for s in slices} == {"idle"}


def test_all_samples_come_out_once_and_in_order(bundle: Bundle) -> None:
    pcm = ramp(1.23)
    slices = list(render_offline(bundle, pcm, hello()))
    sound = np.concatenate([s.audio for s in slices])
    assert len(sound) == -(-len(pcm) // SLICE_SAMPLES) * SLICE_SAMPLES
    assert np.array_equal(sound[: len(pcm)], np.round(pcm * 32767).astype(np.int16))
    assert not sound[len(pcm) :].any()
    assert [s.speech_ms for s in slices] == [40 * i for i in range(len(slices))]
    assert [s.end_of_speech for s in slices] == [False] * (len(slices) - 1) + [True]


def test_each_image_is_a_whole_i420_picture(bundle: Bundle) -> None:
    for s in render_offline(bundle, ramp(0.4), hello()):
        assert s.image.shape == (192, 128) and s.image.dtype == np.uint8 and s.image.flags.c_contiguous


def test_the_same_seed_gives_the_same_pictures(bundle: Bundle) -> None:
    one, two, other = (
        [s.image.tobytes() for s in render_offline(bundle, ramp(1.0), hello(), seed)] for seed in (7, 7, 8)
    )
    assert one == two
    assert one != other


def test_pieces_of_one_speech_follow_each_other(bundle: Bundle) -> None:
    performer = Performer(bundle)
    performer.say("a", ramp(0.1), hello())
    performer.say("a", ramp(0.2), hello(), last=True)
    assert performer.queued_s == pytest.approx(0.32)
    slices = [performer.next_slice() for _ in range(9)]
    assert [s.piece for s in slices[:8]] == [0, 0, 0, 1, 1, 1, 1, 1]
    assert [s.end_of_speech for s in slices] == [False] * 7 + [True, False]
    assert slices[8].speech_id is None


def test_a_speech_that_is_not_finished_does_not_end(bundle: Bundle) -> None:
    performer = Performer(bundle)
    performer.say("a", ramp(0.08), hello())
    assert not any(performer.next_slice().end_of_speech for _ in range(2))
    performer.say("a", ramp(0.04), hello(), last=True)
    late = performer.next_slice()
    assert (late.speech_id, late.speech_ms, late.end_of_speech) == ("a", 80, True)


def test_the_end_may_come_after_all_sound_is_played(bundle: Bundle) -> None:
    performer = Performer(bundle)
    performer.say("a", ramp(0.04), hello())
    assert not performer.next_slice().end_of_speech
    performer.say("a", np.zeros(0, np.float32), [], last=True)
    end, after = performer.next_slice(), performer.next_slice()
    assert (end.speech_id, end.speech_ms, end.end_of_speech) == ("a", 40, True)
    assert not end.audio.any() and after.speech_id is None


def test_an_empty_last_piece_ends_the_sound_before_it(bundle: Bundle) -> None:
    performer = Performer(bundle)
    performer.say("a", ramp(0.08), hello())
    performer.say("a", np.zeros(0, np.float32), [], last=True)
    assert [performer.next_slice().end_of_speech for _ in range(3)] == [False, True, False]


def test_speeches_that_are_queued_end_one_after_the_other(bundle: Bundle) -> None:
    performer = Performer(bundle)
    performer.say("a", ramp(0.08), hello(), last=True)
    performer.say("b", ramp(0.08), hello(), last=True)
    slices = [performer.next_slice() for _ in range(5)]
    assert [s.speech_id for s in slices] == ["a", "a", "b", "b", None]
    assert [s.end_of_speech for s in slices] == [False, True, False, True, False]


def test_the_mouth_rests_in_pauses_and_moves_in_speech(bundle: Bundle) -> None:
    slices = list(render_offline(bundle, ramp(2.6), sounds(("a", 0.8), ("", 1.0), ("a", 0.8))))
    x, y = (CROP_AT + MIDDLE).astype(int)
    dark = np.array([(i420_to_bgr(s.image)[y - 20 : y + 20, x - 20 : x + 20, 2] < 100).sum() for s in slices])
    assert dark[8:16].min() > 100  # the inside of an open mouth
    assert dark[26:38].max() < 0.1 * dark[8:16].mean()


def test_the_image_belongs_to_its_sound(bundle: Bundle) -> None:
    """Lips meet in the very slices whose sound is the m."""
    parts = sounds(("a", 0.4), ("m", 0.12), ("a", 0.4))
    slices = list(render_offline(bundle, ramp(0.92), parts))
    x, y = (CROP_AT + MIDDLE).astype(int)
    dark = [i420_to_bgr(s.image)[y - 20 : y + 20, x - 20 : x + 20].min() < 40 for s in slices]
    shut = [
        s.speech_ms
        for s, is_dark in zip(slices, dark, strict=True)
        if not is_dark and 120 < s.speech_ms < 800
    ]
    assert shut and all(360 <= ms <= 520 for ms in shut)


def test_clear_drops_the_sound_at_once_and_closes_the_mouth(bundle: Bundle) -> None:
    performer = Performer(bundle)
    performer.say("a", ramp(2.0), sounds(("a", 2.0)), last=True)
    for _ in range(20):
        performer.next_slice()
    performer.clear()
    after = [performer.next_slice() for _ in range(8)]
    assert performer.queued_s == 0
    assert all(s.speech_id is None and not s.audio.any() for s in after)
    assert after[-1].plain or after[-1].base == "speak"


def test_say_again_after_an_interruption(bundle: Bundle) -> None:
    performer = Performer(bundle)
    performer.say("a", ramp(1.0), hello())
    performer.next_slice()
    performer.clear()
    performer.say("b", ramp(0.08), hello(), last=True)
    first, second = performer.next_slice(), performer.next_slice()
    assert (first.speech_id, first.speech_ms, first.piece) == ("b", 0, 0)
    assert second.end_of_speech


def test_attend_refuses_an_unknown_mode(bundle: Bundle) -> None:
    with pytest.raises(ValueError, match="idle or listen"):
        Performer(bundle).attend("dance")
