"""From sound to turns: utterances, cutting in, false interruptions, push to talk, and the avatar's own echo."""

import numpy as np
import pytest

from avatars.speech.vad import RATE, VoiceActivity
from avatarsite.errors import Category, ProviderError
from conversations.live.microphone import Microphone, from_socket

from .clock import settle
from .fakes import FakeAnswerer


class LoudIsSpeech:
    def probability(self, frame):
        return float(np.abs(frame).max() > 0.01)


class FakeTranscriber:
    """Answers `text` for any sound."""

    def __init__(self, text=""):
        self.text = text
        self.heard = []
        self.fails = None

    async def transcribe(self, pcm, language):
        self.heard.append(len(pcm) / RATE)
        if self.fails:
            raise self.fails
        return self.text


def talk(seconds):
    return np.full(round(seconds * RATE), 0.5, np.float32)


def quiet(seconds):
    return np.zeros(round(seconds * RATE), np.float32)


def open_microphone(at, transcriber):
    """A microphone whose detector takes loudness for speech."""
    vad = VoiceActivity(detect=LoudIsSpeech())
    at.session.microphone = Microphone(at.session, transcriber, "en", at.session.tasks, vad)
    at.session.microphone.switch(True)
    return at.session.microphone


async def counting(stand, transcriber):
    """A session in which the avatar counts to ten and the microphone is open."""
    at = stand(answerer=FakeAnswerer("One two three four five six seven eight nine ten."))
    port = await at.visit()
    microphone = open_microphone(at, transcriber)
    await at.session.hear_text("t1", "Count.")
    await at.clock.advance(1.0)
    return at, port, microphone


async def test_an_utterance_becomes_a_turn_with_its_latencies(stand):
    at = stand()
    port = await at.visit()
    microphone = open_microphone(at, FakeTranscriber("What is a slot?"))
    microphone.push(np.concatenate([quiet(0.5), talk(1.0), quiet(0.6)]))
    await settle()
    await at.clock.advance(3)
    assert port.of("user_text")[0]["text"] == "What is a slot?"
    assert port.of("caption")
    assert at.store.kept[0].latency["endpoint_ms"] <= 300
    assert "stt_ms" in at.store.kept[0].latency


async def test_a_closed_microphone_hears_nothing(stand):
    at = stand()
    await at.visit()
    transcriber = FakeTranscriber("Hello?")
    microphone = open_microphone(at, transcriber)
    microphone.switch(False)
    microphone.push(np.concatenate([talk(1.0), quiet(0.6)]))
    await settle()
    assert not transcriber.heard


async def test_words_of_the_visitor_cut_in(stand):
    at, port, microphone = await counting(stand, FakeTranscriber("Please stop, I have another question."))
    microphone.push(talk(0.4))
    await at.clock.advance(0.3)
    microphone.push(np.concatenate([talk(0.5), quiet(0.6)]))
    await at.clock.advance(3)
    ended = port.of("speech_ended")[0]
    assert ended["interrupted"]
    assert ended["heard_text"].startswith("One two three four")
    assert at.store.kept[2].text == "Please stop, I have another question."


async def test_a_cough_pauses_and_the_speech_goes_on_to_its_end(stand):
    at, port, microphone = await counting(stand, FakeTranscriber(""))
    microphone.push(talk(0.4))
    await at.clock.advance(0.5)
    assert at.session.speaker.held
    microphone.push(quiet(0.6))
    await settle()
    await at.clock.advance(3)
    ended = port.of("speech_ended")
    assert len(ended) == 1
    assert not ended[0]["interrupted"]
    assert ended[0]["heard_text"].endswith("ten.")


async def test_a_microphone_that_is_switched_off_in_mid_cough_leaves_nobody_waiting(stand):
    at, port, microphone = await counting(stand, FakeTranscriber(""))
    microphone.push(talk(0.4))
    assert at.session.speaker.held
    microphone.switch(False)
    await at.clock.advance(3)
    assert port.of("speech_ended")[0]["heard_text"].endswith("ten.")


async def test_a_click_does_not_even_pause(stand):
    at, _, microphone = await counting(stand, FakeTranscriber(""))
    microphone.push(np.concatenate([talk(0.1), quiet(0.5)]))
    assert not at.session.speaker.held


async def test_its_own_voice_heard_back_is_no_turn(stand):
    at, port, microphone = await counting(stand, FakeTranscriber("three four five six"))
    microphone.push(np.concatenate([talk(0.6), quiet(0.6)]))
    await settle()
    await at.clock.advance(3)
    assert not port.of("speech_ended")[0]["interrupted"]
    assert [event["text"] for event in port.of("user_text")] == ["Count."]


async def test_interim_words_of_the_browsers_recognition_cut_in(stand):
    at, port, _ = await counting(stand, None)
    await at.session.interim("wait a moment")
    await at.clock.advance(0.2)
    assert port.of("speech_ended")[0]["interrupted"]
    interim = port.of("user_text")[-1]
    assert (interim["text"], interim["final"]) == ("wait a moment", False)
    await at.session.utterance("Wait a moment please.", {}, "browser")
    final = port.of("user_text")[-1]
    assert (final["id"], final["final"]) == (interim["id"], True)


async def test_interim_words_of_the_avatar_itself_do_not(stand):
    at, port, _ = await counting(stand, None)
    await at.session.interim("two three four")
    await at.clock.advance(3)
    assert not port.of("speech_ended")[0]["interrupted"]


async def test_push_to_talk_is_one_utterance_however_long_the_pauses(stand):
    at = stand()
    await at.visit()
    transcriber = FakeTranscriber("One long thought.")
    microphone = open_microphone(at, transcriber)
    microphone.push_to_talk(True)
    microphone.push(np.concatenate([talk(0.5), quiet(2.0), talk(0.5)]))
    microphone.push_to_talk(False)
    await settle()
    assert transcriber.heard == [3.0]


@pytest.mark.parametrize("failure", [ProviderError("stt", Category.TIMEOUT, retryable=True), ZeroDivisionError()])
async def test_a_failing_transcriber_is_told_and_the_speech_goes_on(stand, failure):
    transcriber = FakeTranscriber()
    transcriber.fails = failure
    at, port, microphone = await counting(stand, transcriber)
    microphone.push(np.concatenate([talk(0.6), quiet(0.6)]))
    await settle()
    await at.clock.advance(3)
    assert port.of("error")[0]["id"] == "conversation.cannot_hear"
    assert port.of("speech_ended")[0]["heard_text"].endswith("ten.")


def test_socket_sound_of_an_odd_length_loses_half_a_sample_only():
    assert len(from_socket(b"\x00\x40\x00")) == 1
    assert from_socket(b"\x00\x40")[0] == 0.5
