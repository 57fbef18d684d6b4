"""The socket, from hello to goodbye, with the real database, voice, engine and answers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from billing.models import Meter, MeterStatus
from conversations import services
from conversations.live.registry import registry
from conversations.live.websocket_media import HEADER
from conversations.models import Conversation, Status

from .rows import ANSWER, QUESTION, make_project
from .tabs import WAIT_S, Tab, opened_tabs

pytestmark = pytest.mark.django_db(transaction=True)


Opened = Callable[..., Awaitable[Tab]]


@pytest.fixture
def conversation(alice, workspace):
    return services.start(make_project(workspace), alice)


@pytest.fixture
async def tab(alice, conversation) -> AsyncIterator[Opened]:
    """`await tab()` opens one, as Alice's."""
    async with opened_tabs() as opened:

        async def open_tab(user: Any = alice, code: str = conversation.code) -> Tab:
            return await opened(Tab(code, user))

        yield open_tab


@sync_to_async
def row(code: str) -> Conversation:
    return Conversation.objects.prefetch_related("turns").get(code=code)


async def test_a_whole_conversation(tab, conversation):
    visitor = await tab()
    await visitor.send("hello", transport="websocket")
    ready = await visitor.until("ready")
    assert ready["suggestions"] == [QUESTION]
    assert (ready["resumed"], ready["stt"]) == (False, "browser")
    await visitor.until("speech_ended")
    await visitor.send("text", id="t1", text="where's the station please")
    assert (await visitor.until("user_text"))["id"] == "t1"
    assert (await visitor.until("speech_ended"))["heard_text"] == ANSWER
    await visitor.send("end")
    ended = await visitor.until("ended")
    assert await visitor.closed() == 1000
    kept = await row(conversation.code)
    assert kept.status == Status.ENDED
    assert abs(kept.billed_ms - ended["elapsed_ms"]) < 1000
    assert [turn.shown_text for turn in kept.turns.all()] == ["Hello.", "where's the station please", ANSWER]
    assert kept.turns.all()[2].latency["first_slice_ms"] < 2000


async def test_slices_come_whole_and_in_order(tab):
    visitor = await tab()
    await visitor.send("hello", transport="websocket")
    await visitor.until("speech_ended")
    numbers, loud = [], 0
    for message in visitor.media:
        kind, index, seq, _, size = HEADER.unpack_from(message)
        assert len(message) == HEADER.size + size + 3840
        assert message[HEADER.size : HEADER.size + 2] == (b"\xff\xd8" if kind == 1 else message[12:14])
        numbers.append(index)
        loud += bool(seq) and np.abs(np.frombuffer(message, "<i2", offset=HEADER.size + size)).max() > 300
    assert numbers == list(range(len(numbers)))
    assert loud > 5


@pytest.mark.parametrize(
    "raw",
    [" ", "{", "null", '{"type":"dance"}', '{"type":"text"}', '{"type":"text","id":"t","text":""}',
     '{"type":"text","id":"t","text":"%s"}' % ("x" * 10_000), '{"type":"offer","sdp":"nonsense"}',
     '{"type":"text","text":"%s"}' % ("x" * 150_000)],
)  # fmt: skip
async def test_a_bad_message_is_told_and_the_session_goes_on(tab, raw):
    visitor = await tab()
    await visitor.send("hello", transport="websocket")
    await visitor.until("ready")
    await visitor.socket.send_to(text_data=raw)
    error = await visitor.until("error")
    assert error["message"]
    assert error["retryable"]
    await visitor.send("heartbeat", t=7)
    assert (await visitor.until("pong"))["t"] == 7


@pytest.mark.parametrize("data", [b"\x02\x00\x00", b"\x01" + b"\x00" * 70_000])
async def test_bad_sound_is_told_and_the_session_goes_on(tab, data):
    visitor = await tab()
    await visitor.send("hello", transport="websocket")
    await visitor.until("ready")
    await visitor.socket.send_to(bytes_data=data)
    assert (await visitor.until("error"))["id"] == "conversation.bad_message"


async def test_messages_before_hello_are_refused_clearly(tab):
    visitor = await tab()
    await visitor.send("text", id="t1", text="Hello?")
    assert (await visitor.until("error"))["id"] == "conversation.say_hello_first"


async def test_a_second_tab_takes_over_and_the_first_is_told(tab):
    first = await tab()
    await first.send("hello", transport="websocket")
    await first.until("ready")
    second = await tab()
    await second.send("hello", transport="websocket")
    assert (await second.until("ready"))["resumed"]
    error = await first.until("error")
    assert (error["id"], error["retryable"]) == ("conversation.taken_over", False)
    assert await first.closed() == 4001
    await second.send("heartbeat", t=1)
    await second.until("pong")


async def test_a_reload_resumes_the_same_session(tab, conversation):
    first = await tab()
    await first.send("hello", transport="websocket")
    await first.until("speech_ended")
    await first.socket.disconnect(timeout=WAIT_S)
    second = await tab()
    await second.send("hello", transport="websocket")
    ready = await second.until("ready")
    assert ready["resumed"]
    assert [turn["heard_text"] for turn in ready["turns"]] == ["Hello."]
    assert (await row(conversation.code)).status == Status.ACTIVE


async def test_after_a_restart_of_the_server_it_goes_on_too(tab, conversation):
    await sync_to_async(services.keep_turn)(conversation.code, {"role": "user", "text": "Before."})
    visitor = await tab()
    await visitor.send("hello", transport="websocket")
    ready = await visitor.until("ready")
    assert [turn["text"] for turn in ready["turns"]] == ["Before."]


async def test_an_ended_conversation_says_so(tab, conversation):
    await sync_to_async(services.end)(conversation.code, 10, "visitor")
    visitor = await tab()
    await visitor.send("hello", transport="websocket")
    error = await visitor.until("error")
    assert (error["id"], error["retryable"]) == ("conversation.has_ended", False)


async def test_a_deleted_avatar_ends_it_without_charge(tab, conversation):
    await sync_to_async(lambda: conversation.project.avatar.delete())()
    visitor = await tab()
    await visitor.send("hello", transport="websocket")
    assert (await visitor.until("error"))["id"] == "conversation.no_avatar"
    kept = await row(conversation.code)
    assert (kept.status, kept.billed_ms) == (Status.ENDED, 0)
    meter = await sync_to_async(Meter.objects.get)(key=conversation.code)
    assert meter.status == MeterStatus.SETTLED


@pytest.mark.parametrize("who", ["charlie", "nobody", "missing"])
async def test_strangers_and_missing_ones_look_the_same(tab, request, charlie, alice, who):
    user = {"charlie": charlie, "nobody": AnonymousUser(), "missing": alice}[who]
    visitor = await (tab(user=user, code="zzzzzzzzzz") if who == "missing" else tab(user=user))
    error = await visitor.until("error")
    assert (error["id"], error["retryable"]) == ("conversation.not_found", False)
    assert await visitor.closed() in {4401, 4404}
    assert not visitor.media


async def test_a_refused_socket_can_ask_for_nothing_while_it_is_being_closed(tab, charlie, conversation):
    visitor = Tab(conversation.code, charlie)
    await visitor.socket.send_input({"type": "websocket.connect"})
    await visitor.socket.send_input({"type": "websocket.receive", "text": '{"type":"hello"}'})
    assert (await visitor.socket.receive_output(WAIT_S))["type"] == "websocket.accept"
    assert await visitor.closed() == 4404
    await visitor.socket.disconnect(timeout=WAIT_S)
    assert not len(registry)


async def test_one_whose_process_was_dead_for_long_is_over_and_the_gap_is_not_billed(tab, conversation):
    gone = timezone.now() - timedelta(minutes=1)
    await Meter.objects.filter(key=conversation.code).aupdate(confirmed_at=gone, confirmed_ms=2000)
    visitor = await tab()
    await visitor.send("hello", transport="websocket")
    assert (await visitor.until("error"))["id"] == "conversation.has_ended"
    kept = await row(conversation.code)
    assert (kept.status, kept.end_reason, kept.billed_ms) == (Status.ENDED, "lost", 2000)
