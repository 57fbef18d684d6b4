"""The socket of a guest's conversation: theirs alone, and without a word about the workspace."""

import json

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser

from billing.models import Account, Meter
from conversations import guests, services
from conversations.live.metering import Paid
from conversations.models import Conversation, Status
from conversations.visitor import GUEST_KEY

from .guest_rows import MINUTE_MS, guest, plenty, share
from .rows import ANSWER, make_project
from .tabs import WAIT_S, Tab, opened_tabs

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "a guest's key"


@pytest.fixture
def conversation(workspace):
    project = make_project(workspace, instructions="Never say this secret.", api_key_ending="wxyz")
    plenty(project)
    return guests.start(guest(share(project), KEY))


@pytest.fixture
async def tab(conversation):
    """`await tab(user=…, key=…)` opens one, by default as the guest."""
    async with opened_tabs() as opened:

        async def open_tab(key=KEY, user=None, code=conversation.code):
            one = Tab(code, user or AnonymousUser())
            one.socket.scope["session"] = {GUEST_KEY: key} if key else {}
            return await opened(one)

        yield open_tab


async def left_ms(workspace):
    return (await Account.objects.aget(pk=workspace.pk)).conversation_ms


async def test_a_whole_conversation_tells_nothing_of_the_workspace(tab, conversation, workspace):
    mine = await tab()
    await mine.send("hello", transport="websocket")
    ready = await mine.until("ready")
    await mine.until("speech_ended")
    await mine.send("text", id="t1", text="where's the station please")
    assert (await mine.until("speech_ended"))["heard_text"] == ANSWER
    meter = await mine.until("meter")
    await mine.send("end")
    ended = await mine.until("ended")
    assert await mine.closed() == 1000
    for told in (ready["meter"], meter):
        assert told["left_ms"] == told["remaining_ms"] <= 5 * MINUTE_MS
    assert (ended["reason"], ended["next"]) == ("visitor", {})
    everything = json.dumps(mine.events)
    assert not any(word in everything for word in ("secret", "wxyz", "redit", "alice"))
    kept = await Conversation.objects.aget(code=conversation.code)
    assert kept.status == Status.ENDED and kept.billed_ms > 0
    assert await left_ms(workspace) == 600 * MINUTE_MS - kept.billed_ms


async def test_it_ends_at_the_owner_s_limit_and_not_a_moment_later(tab, conversation, workspace):
    await Meter.objects.filter(key=conversation.code).aupdate(limit_ms=3_000, held_ms=3_000)
    await Account.objects.filter(pk=workspace.pk).aupdate(held_ms=3_000)
    mine = await tab()
    await mine.send("hello", transport="websocket")
    ended = await mine.until("ended")
    assert (ended["reason"], ended["message"]) == (
        "session_limit",
        "The time for this conversation is over. Thank you for talking.",
    )
    assert (await Conversation.objects.aget(code=conversation.code)).billed_ms <= 3_000


@pytest.mark.parametrize("who", ["no key", "another's key", "owner", "team mate", "stranger"])
async def test_nobody_else_may_join(tab, request, alice, bob, charlie, who):
    user = {"owner": alice, "team mate": bob, "stranger": charlie}.get(who)
    other = await tab(key="another's" if who == "another's key" else "", user=user)
    error = await other.until("error")
    assert (error["id"], error["retryable"]) == ("conversation.not_found", False)
    assert await other.closed() == 4404


async def test_a_guest_may_not_join_a_member_s(tab, alice, conversation):
    theirs = await sync_to_async(lambda: services.start(conversation.project, alice))()
    other = await tab(code=theirs.code)
    assert (await other.until("error"))["id"] == "conversation.not_found"
    assert await other.closed() == 4404


async def test_a_logged_in_guest_joins_by_their_key(tab, charlie):
    mine = await tab(user=charlie)
    await mine.send("hello", transport="websocket")
    assert (await mine.until("ready"))["resumed"] is False


async def test_a_reload_resumes_it(tab):
    first = await tab()
    await first.send("hello", transport="websocket")
    await first.until("speech_ended")
    await first.socket.disconnect(timeout=WAIT_S)
    second = await tab()
    await second.send("hello", transport="websocket")
    ready = await second.until("ready")
    assert ready["resumed"] and [turn["heard_text"] for turn in ready["turns"]] == ["Hello."]


async def test_what_an_ended_one_says_names_no_project(tab, conversation):
    await sync_to_async(services.end)(conversation.code, 10, "visitor")
    mine = await tab()
    await mine.send("hello", transport="websocket")
    error = await mine.until("error")
    assert (error["id"], error["message"]) == (
        "conversation.has_ended",
        "This conversation has ended. You can start a new one.",
    )


@pytest.mark.parametrize("limit_ms", [None, 300_000])
def test_paid_for_a_guest_ends_where_it_did_and_shows_no_more(limit_ms):
    paid = Paid(7_000, 50_000_000, limit_ms, sharing=2)
    alone = paid.alone()
    assert alone.most_ms == paid.most_ms == alone.until_ms + alone.free_ms
    assert Paid(7_000, 0, limit_ms, sharing=0).alone().sharing == 0
