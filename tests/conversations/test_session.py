"""What a conversation does, from hello to goodbye, on a clock that the test moves."""

import asyncio
import struct

import numpy as np
import pytest

from avatarsite.errors import Category, ProviderError, UserError
from conversations.live.websocket_media import HEADER

from .fakes import FakeAnswerer


def loud_slices(port, since=0):
    """Numbers of the slices with sound."""
    heard = []
    for message in port.media[since:]:
        _, index, _, _, size = HEADER.unpack_from(message)
        pcm = np.frombuffer(message, "<i2", offset=HEADER.size + size)
        if np.abs(pcm).max() > 0:
            heard.append(index)
    return heard


async def test_it_greets_once_and_then_listens(stand):
    at = stand(greeting="Hello there my friend.")
    port = await at.visit()
    await at.clock.advance(2)
    assert port.states == ["listening", "speaking", "listening"]
    assert [event["text"] for event in port.of("caption")] == ["Hello there my friend."]
    ended = port.of("speech_ended")[0]
    assert (ended["heard_text"], ended["interrupted"]) == ("Hello there my friend.", False)
    assert len(loud_slices(port)) == 20  # 0.8 s


async def test_it_answers_a_typed_question_sentence_by_sentence(stand):
    at = stand()
    port = await at.visit()
    await at.session.hear_text("t1", "What is it?")
    await at.clock.advance(3)
    assert port.states == ["listening", "thinking", "speaking", "listening"]
    assert [event["text"] for event in port.of("caption")] == ["One two three.", "Four five six."]
    assert [event["at_ms"] for event in port.of("caption")] == [0, 600]
    assert [(kept.role, kept.text) for kept in at.store.kept] == [
        ("user", "What is it?"),
        ("avatar", "One two three. Four five six."),
    ]
    assert {"ttft_ms", "first_sentence_ms", "ttfb_ms", "first_slice_ms"} <= at.store.kept[1].latency.keys()


async def test_the_answer_begins_within_two_slices(stand):
    at = stand()
    port = await at.visit()
    await at.clock.advance(1.01)
    sent = len(port.media)
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(0.08)
    assert loud_slices(port, sent)


async def test_a_caption_comes_as_its_first_slice_leaves(stand):
    at = stand()
    port = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(0.5)
    assert len(port.of("caption")) == 1
    await at.clock.advance(0.4)
    assert len(port.of("caption")) == 2
    first, second = (event["slice"] for event in port.of("caption"))
    assert second - first == 15  # 600 ms


async def test_an_interruption_falls_silent_at_once_and_keeps_what_was_heard(stand):
    at = stand(answerer=FakeAnswerer("One two three four five six seven eight nine ten."))
    port = await at.visit()
    await at.session.hear_text("t1", "Count.")
    await at.clock.advance(1.0)
    sent = len(port.media)
    await at.session.interrupt()
    await at.clock.advance(1.0)
    assert len(loud_slices(port, sent)) <= 1  # the fade of 10 ms
    ended = port.of("speech_ended")[-1]
    assert ended["interrupted"]
    assert ended["heard_text"] in {"One two three four", "One two three four five"}
    assert at.store.kept[-1].heard_text == ended["heard_text"]
    assert at.store.kept[-1].interrupted
    assert port.states[-1] == "listening"
    assert at.performer.asked[-1] == "clear"


async def test_the_model_is_told_only_what_was_heard(stand):
    at = stand(answerer=FakeAnswerer("One two three four five six seven eight nine ten."))
    await at.visit()
    await at.session.hear_text("t1", "Count.")
    await at.clock.advance(1.0)
    await at.session.hear_text("t2", "Again.")
    await at.clock.advance(0.1)
    assert [message.role for message in at.answerer.history] == ["user", "assistant"]
    assert at.answerer.history[1].text.startswith("One two three four")
    assert "six" not in at.answerer.history[1].text


async def test_a_question_while_it_thinks_takes_the_place_of_the_first(stand):
    at = stand()
    at.answerer.waits = asyncio.Event()
    at.answerer.deltas = ("Hm",)
    port = await at.visit()
    await at.session.hear_text("t1", "First?")
    await at.clock.advance(0.5)
    at.answerer.waits = None
    at.answerer.deltas = ("Second it is.",)
    await at.session.hear_text("t2", "Second?")
    await at.clock.advance(2)
    assert at.answerer.cancelled
    assert [event["text"] for event in port.of("caption")] == ["Second it is."]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_an_empty_message_is_refused(stand, text):
    at = stand()
    await at.visit()
    with pytest.raises(UserError, match=r"conversation\.empty_message"):
        await at.session.hear_text("t1", text)


async def test_a_message_of_ten_thousand_characters_is_refused_and_nothing_stops(stand):
    at = stand()
    port = await at.visit()
    await at.session.hear_text("t1", "Count.")
    await at.clock.advance(0.4)
    with pytest.raises(UserError) as refused:
        await at.session.hear_text("t2", "x" * 10_000)
    assert refused.value.facts == {"length": 10_000, "limit": 2000}
    await at.clock.advance(3)
    assert not port.of("speech_ended")[0]["interrupted"]


async def test_a_failing_chat_is_apologised_for_aloud_and_in_writing(stand):
    at = stand()
    at.answerer.deltas = ()
    at.answerer.fails = ProviderError("chat", Category.UNAVAILABLE, retryable=True)
    port = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(5)
    assert port.of("error")[0]["id"] == "conversation.provider_failed"
    assert "sorry" in port.of("caption")[0]["text"]
    assert loud_slices(port)
    assert port.states[-1] == "listening"


async def test_a_cut_off_answer_keeps_what_came_and_apologises(stand):
    at = stand(answerer=FakeAnswerer("One two three. Four"))
    at.answerer.fails = ProviderError("chat", Category.CUT_OFF, retryable=True)
    port = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(8)
    texts = [event["text"] for event in port.of("caption")]
    assert texts[0] == "One two three."
    assert "rest" in texts[1]


@pytest.mark.parametrize("category", [Category.AUTH, Category.BAD_REQUEST])
async def test_a_wrong_key_or_model_is_said_to_be_a_matter_of_setup(stand, category):
    at = stand()
    at.answerer.deltas = ()
    at.answerer.fails = ProviderError("chat", category, retryable=False)
    port = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(5)
    assert port.of("error")[0]["id"] == "conversation.provider_setup"


async def test_the_other_voice_apologises_when_the_voice_fails(stand):
    at = stand()
    at.voice.fails = ProviderError("voice", Category.TIMEOUT, retryable=True)
    port = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(6)
    assert len(at.fallback.said) == 1
    assert loud_slices(port)


async def test_a_fault_of_ours_in_an_answer_does_not_hang(stand):
    at = stand()
    at.answerer.fails = ZeroDivisionError()
    at.answerer.deltas = ()
    port = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(6)
    assert port.states[-1] == "listening"
    assert port.of("error")


@pytest.mark.parametrize("failure", [ProviderError("voice", Category.TIMEOUT, retryable=True), ZeroDivisionError()])
async def test_without_any_voice_the_apology_is_written_and_it_listens_again(stand, failure):
    at = stand()
    at.voice.fails = at.fallback.fails = failure
    port = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(3)
    assert port.of("error")
    assert port.states[-1] == "listening"


async def test_a_second_tab_takes_over_with_all_turns(stand):
    at = stand()
    first = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(3)
    second = await at.visit()
    assert first.closed == "taken over"
    ready = second.of("ready")[0]
    assert ready["resumed"]
    assert [turn["role"] for turn in ready["turns"]] == ["user", "avatar"]
    await at.session.detach(first)
    sent = len(second.media)
    await at.clock.advance(0.5)
    assert len(second.media) > sent


async def test_a_reload_goes_on_where_the_voice_stopped(stand):
    at = stand(answerer=FakeAnswerer("One two three four five six seven eight nine ten."))
    first = await at.visit()
    await at.session.hear_text("t1", "Count.")
    await at.clock.advance(1.0)
    before = loud_slices(first)
    await at.session.detach(first)
    await at.clock.advance(3.0)
    second = await at.visit()
    await at.clock.advance(3.0)
    after = loud_slices(second)
    assert not set(before) & set(after)
    assert len(before) + len(after) == 50  # 2 s, nothing lost, nothing twice
    assert second.states[-1] == "listening"
    assert at.store.kept[-1].heard_text.endswith("ten.")


async def test_a_browser_that_lags_gets_all_sound_and_fewer_pictures(stand):
    at = stand()
    port = await at.visit()
    at.session.media.acknowledged(0)
    await at.clock.advance(3)
    kinds = [struct.unpack_from("!B", message)[0] for message in port.media]
    assert 2 in kinds[30:]
    assert len(kinds) >= 74
    at.session.media.acknowledged(len(kinds))
    sent = len(port.media)
    await at.clock.advance(0.5)
    assert all(message[0] == 1 for message in port.media[sent + 2 :])
