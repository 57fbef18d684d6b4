import numpy as np
import pytest

from avatars.speech.vad import LoudnessDetector, VoiceActivity, VoiceClaim, VoiceEvent, silero_file
from tests.speech.sounds import at_16k, quiet, speech_bounds_s, spoken

SENTENCES = [
    ("en", "f3", "How are you today?"),
    ("en", "m3", "Stop."),
    ("ko", "f2", "어떻게 지내세요?"),
    ("es", "m7", "¿Qué es un crédito?"),
    ("ja", "f3", "こんにちは"),
    ("zh", "m1", "请问你是谁？"),
]


def _pushed(activity: VoiceActivity, sound: np.ndarray, block: int = 320) -> list[VoiceEvent]:
    return [event for at in range(0, len(sound), block) for event in activity.push(sound[at : at + block])]


@pytest.mark.parametrize(("language", "variant", "text"), SENTENCES)
def test_an_utterance_has_one_start_and_one_end_in_time(language: str, variant: str, text: str) -> None:
    piece = spoken(text, language, variant)
    begin, end = speech_bounds_s(piece)
    sound = np.concatenate([quiet(1), at_16k(piece.pcm), quiet(1)])
    events = _pushed(VoiceActivity(), sound)
    assert [event.claim for event in events] == [VoiceClaim.STARTED, VoiceClaim.ENDED]
    started, ended = events
    assert started.at_s - (1 + begin) < 0.2
    assert 0 < ended.at_s - (1 + end) <= 0.3
    assert abs(ended.speech_s - (1 + end)) < 0.15


def test_a_pause_inside_a_sentence_is_bridged_by_a_longer_endpoint() -> None:
    before, after = (at_16k(spoken(text).pcm) for text in ("What I want to know", "is what a credit costs."))
    sound = np.concatenate([quiet(1), before, quiet(0.1), after, quiet(1)])
    assert len(_pushed(VoiceActivity(endpoint_s=0.2), sound)) == 4
    assert len(_pushed(VoiceActivity(endpoint_s=0.6), sound)) == 2


def test_the_first_syllable_is_in_the_utterance() -> None:
    piece = spoken("Stop it now, please.")
    begin, end = speech_bounds_s(piece)
    events = _pushed(VoiceActivity(), np.concatenate([quiet(1), at_16k(piece.pcm), quiet(1)]))
    utterance = events[-1].pcm
    first_sample_s = events[-1].at_s - len(utterance) / 16_000
    assert first_sample_s < 1 + begin - 0.1
    assert events[-1].at_s > 1 + end


def test_quiet_clicks_and_hum_start_nothing() -> None:
    clicks = quiet(4)
    clicks[::8_000] = 0.8
    hum = 0.05 * np.sin(2 * np.pi * 50 * np.arange(64_000) / 16_000).astype(np.float32)
    assert _pushed(VoiceActivity(), np.concatenate([quiet(4), clicks, hum])) == []


def test_an_endless_utterance_is_cut() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve " * 2
    activity = VoiceActivity(longest_s=3.0)
    events = _pushed(activity, at_16k(spoken(text).pcm))
    first_end = next(event for event in events if event.claim is VoiceClaim.ENDED)
    assert 3.0 <= len(first_end.pcm) / 16_000 < 3.1


def test_the_size_of_the_blocks_changes_nothing() -> None:
    sound = np.concatenate([quiet(0.5), at_16k(spoken("Hello there.").pcm), quiet(1)])
    coarse, fine = _pushed(VoiceActivity(), sound, 7_777), _pushed(VoiceActivity(), sound, 160)
    assert [(e.claim, e.at_s) for e in coarse] == [(e.claim, e.at_s) for e in fine]
    assert len(coarse) == 2


def test_without_the_network_loudness_decides() -> None:
    sound = np.concatenate([quiet(1), at_16k(spoken("Hello, my good friend.").pcm), quiet(1)])
    events = _pushed(VoiceActivity(detect=LoudnessDetector()), sound)
    assert events[0].claim is VoiceClaim.STARTED
    assert events[-1].claim is VoiceClaim.ENDED


def test_the_network_is_installed() -> None:
    assert silero_file() is not None
