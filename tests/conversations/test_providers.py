"""Chat, voice and transcription over real HTTP, slow, cut off and failing: an apology, and never a hang."""

import numpy as np
import pytest

from avatars.speech import SpeechConfig, catalogue
from conversations.live.microphone import Microphone
from projects.chat import ChatConfig, Limits, answerer
from tests.fakes.openai_server import OpenAIServer

QUICK = Limits(connect_s=1.0, first_token_s=0.3, between_tokens_s=0.3)


@pytest.fixture
def server():
    with OpenAIServer(answers=["It is on the left. You can't miss it."]) as running:
        yield running


def chatting(stand, server):
    config = ChatConfig("en", use_model=True, base_url=server.base_url, api_key="key", model="m", limits=QUICK)
    return stand(answerer=answerer(config))


async def ask(at, text="Where is the station?"):
    """Asks, waits for the answer over HTTP to be complete, then plays it."""
    port = await at.visit()
    await at.session.hear_text("t1", text)
    await at.session.answering.finished()
    await at.alive(12)
    return port


async def test_a_streamed_answer_is_spoken_whole(stand, server):
    port = await ask(chatting(stand, server))
    assert [event["text"] for event in port.of("caption")] == ["It is on the left.", "You can't miss it."]
    assert not port.of("error")


@pytest.mark.parametrize(
    "mode",
    ["slow_first_token", "server_error", "rate_limit", "malformed", "empty", "drop", "cut_off", "no_finish"],
)
async def test_a_failing_answer_is_apologised_for(stand, server, mode):
    server.chat = mode
    at = chatting(stand, server)
    port = await ask(at)
    assert port.of("error")[0]["id"] == "conversation.provider_failed"
    assert "sorry" in " ".join(event["text"] for event in port.of("caption"))
    assert port.states[-1] == "listening"
    assert at.store.kept[-1].role == "avatar"


async def test_a_wrong_key_says_whose_matter_it_is(stand, server):
    server.chat = "wrong_key"
    port = await ask(chatting(stand, server))
    error = port.of("error")[0]
    assert (error["id"], error["retryable"]) == ("conversation.provider_setup", False)
    assert port.of("caption")


async def test_after_a_failure_the_next_question_is_answered(stand, server):
    server.chat = "unavailable"
    at = chatting(stand, server)
    port = await ask(at)
    server.chat = "normal"
    await at.session.hear_text("t2", "Again?")
    await at.session.answering.finished()
    await at.alive(4)
    assert port.of("caption")[-1]["text"] == "You can't miss it."


async def test_a_server_that_is_not_there_is_apologised_for(stand, server):
    config = ChatConfig("en", use_model=True, base_url="http://127.0.0.1:9/v1", api_key="k", limits=QUICK)
    port = await ask(stand(answerer=answerer(config)))
    assert port.of("error")[0]["id"] == "conversation.provider_failed"
    assert port.of("caption")


async def test_what_was_said_into_the_microphone_is_written_down_by_the_server(stand, server):
    server.transcripts = ["Where is the station?"]
    voices = catalogue(SpeechConfig(transcribe_base_url=server.base_url, transcribe_api_key="k"))
    at = stand()
    port = await at.visit()
    at.session.microphone = Microphone(at.session, voices.transcriber(), "en", at.session.tasks)
    at.session.microphone.push_to_talk(True)
    at.session.microphone.push(np.full(16_000, 0.3, np.float32))
    at.session.microphone.push_to_talk(False)
    await at.session.microphone.written()
    await at.clock.advance(3)
    assert port.of("user_text")[0]["text"] == "Where is the station?"
    assert server.requests[0].path.endswith("/audio/transcriptions")


async def test_a_transcription_that_fails_is_told(stand, server):
    server.transcription = "server_error"
    voices = catalogue(SpeechConfig(transcribe_base_url=server.base_url, transcribe_api_key="k"))
    at = stand()
    port = await at.visit()
    at.session.microphone = Microphone(at.session, voices.transcriber(), "en", at.session.tasks)
    at.session.microphone.push_to_talk(True)
    at.session.microphone.push(np.full(16_000, 0.3, np.float32))
    at.session.microphone.push_to_talk(False)
    await at.session.microphone.written()
    assert port.of("error")[0]["id"] == "conversation.cannot_hear"
