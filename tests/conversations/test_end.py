"""How a conversation ends, whoever ends it: settled once, at that moment, with nothing left running."""

import asyncio

import pytest

from avatarsite.errors import UserError

from .clock import settle
from .fakes import FakeAnswerer, FakePort


async def test_a_lost_visitor_pays_up_to_the_last_sign_of_life(stand):
    at = stand()
    port = await at.visit()
    await at.alive(10)
    await at.session.detach(port)
    await at.clock.advance(31)
    assert at.ledger.settled == [(8000, "lost")]  # the last heartbeat was at 8 s


async def test_a_closed_tab_pays_until_it_was_closed(stand):
    at = stand()
    port = await at.visit()
    await at.alive(9)
    await at.session.detach(port, said_so=True)
    await at.clock.advance(31)
    assert at.ledger.settled == [(9000, "lost")]


async def test_whoever_gets_nothing_for_30_s_is_told_and_pays_nothing(stand):
    at = stand()
    port = FakePort()
    await at.session.attach(port, "webrtc")  # which never connects
    await at.alive(29)
    assert not port.of("ended")
    await at.alive(2)
    ended = port.of("ended")[0]
    assert (ended["reason"], ended["elapsed_ms"]) == ("nothing_delivered", 0)
    assert at.ledger.settled == [(0, "nothing_delivered")]
    assert set(at.ledger.renewed) == {0}


async def test_who_leaves_before_anything_came_pays_nothing(stand):
    at = stand()
    await at.session.attach(FakePort(), "webrtc")
    await at.alive(10)
    await at.session.end("visitor")
    assert at.ledger.settled == [(0, "visitor")]


async def test_the_page_is_told_what_it_cost(stand):
    at = stand()
    port = await at.visit()
    await at.alive(30)
    await at.session.end("visitor")
    ended = port.of("ended")[0]
    assert (ended["elapsed_ms"], ended["left_ms"]) == (30_000, 570_000)


async def test_a_silent_socket_is_closed_after_five_seconds_and_lost_after_thirty_more(stand):
    at = stand()
    port = await at.visit()
    await at.alive(4)
    await at.clock.advance(2.9)
    assert not port.closed
    await at.clock.advance(0.2)
    assert port.closed == "silent"
    await at.clock.advance(29.8)
    assert not at.ledger.settled
    await at.clock.advance(0.2)
    assert at.ledger.settled == [(2000, "lost")]


async def test_nobody_who_never_came_pays(stand):
    at = stand()
    await at.clock.advance(9.5)
    assert at.ledger.settled == [(0, "lost")]


async def test_ending_twice_settles_once(stand):
    at = stand()
    port = await at.visit()
    await at.alive(3)
    await asyncio.gather(at.session.end("visitor"), at.session.end("visitor"))
    assert at.ledger.settled == [(3000, "visitor")]
    assert len(port.of("ended")) == 1
    assert port.closed == "finished"


async def test_what_was_heard_is_kept_when_it_ends_in_mid_sentence(stand):
    at = stand(answerer=FakeAnswerer("One two three four five six seven eight nine ten."))
    await at.visit()
    await at.session.hear_text("t1", "Count.")
    await at.clock.advance(1.0)
    await at.session.end("visitor")
    assert at.store.kept[-1].heard_text.startswith("One two three four")
    assert at.store.kept[-1].interrupted


async def test_after_the_end_nobody_can_attach(stand):
    at = stand()
    await at.session.end("visitor")
    with pytest.raises(UserError, match=r"conversation\.has_ended"):
        await at.visit()


async def test_nothing_of_it_runs_after_the_end(stand):
    before = asyncio.all_tasks()
    at = stand()
    await at.visit()
    await at.session.hear_text("t1", "Count.")
    await at.clock.advance(0.3)
    await at.session.end("visitor")
    await settle()
    assert asyncio.all_tasks() == before


async def test_the_time_that_closing_takes_is_not_billed(stand):
    at = stand()
    await at.visit()
    await at.alive(3)
    at.answerer.aclose = lambda: at.clock.sleep(5)
    ending = asyncio.ensure_future(at.session.end("visitor"))
    await at.clock.advance(6)
    await ending
    assert at.ledger.settled == [(3000, "visitor")]


async def test_a_part_that_cannot_close_keeps_nothing_from_being_settled(stand):
    async def broken():
        raise OSError

    at = stand()
    port = await at.visit()
    await at.alive(3)
    at.session.recorder.aclose = at.answerer.aclose = broken
    await at.session.end("visitor")
    assert at.ledger.settled == [(3000, "visitor")]
    assert port.closed == "finished"
