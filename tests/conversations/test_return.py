"""Who left may come back within 30 s: meanwhile no time counts, and all that was there before and after does."""

import pytest

from .fakes import FakeLedger


async def test_the_time_in_which_nobody_was_there_is_not_billed(stand):
    at = stand()
    port = await at.visit()
    await at.alive(10)
    await at.session.detach(port, said_so=True)
    await at.clock.advance(29.9)
    port = await at.visit()
    await at.alive(4)
    await at.session.end("visitor")
    assert at.ledger.settled == [(14_000, "visitor")]
    assert port.of("ended")[0]["elapsed_ms"] == 14_000


async def test_the_meter_stands_still_and_goes_on_where_it_stood(stand):
    at = stand(ledger=FakeLedger(total_ms=300_000))
    await at.alive(0)
    port = await at.visit()
    await at.alive(10)
    await at.session.detach(port, said_so=True)
    await at.clock.advance(20)
    port = await at.visit()
    meter = port.of("ready")[0]["meter"]
    assert (meter["elapsed_ms"], meter["left_ms"]) == (10_000, 290_000)


async def test_who_comes_and_goes_pays_for_every_moment_there(stand):
    """Also without a heartbeat, and without a word at the going."""
    at = stand()
    for _ in range(5):
        port = await at.visit()
        await at.clock.advance(1.5)
        await at.session.detach(port)
        await at.clock.advance(10)
    await at.visit()
    await at.session.end("visitor")
    assert at.ledger.settled == [(7_500, "visitor")]


async def test_a_silent_browser_that_wakes_up_pays_until_its_silence_was_noticed(stand):
    at = stand()
    await at.visit()
    await at.alive(4)  # the last heartbeat was at 2 s, so that it counts as gone at 7 s
    await at.clock.advance(20)
    await at.visit()
    await at.alive(2)
    await at.session.end("visitor")
    assert at.ledger.settled == [(9_000, "visitor")]


async def test_who_is_lost_after_coming_back_pays_to_the_last_sign_of_life(stand):
    at = stand()
    await at.session.detach(await at.visit(), said_so=True)
    await at.clock.advance(20)
    port = await at.visit()
    await at.alive(6)
    await at.session.detach(port)
    await at.clock.advance(31)
    assert at.ledger.settled == [(4_000, "lost")]


async def test_while_nobody_is_there_one_lease_is_held_and_no_more(stand):
    at = stand()
    port = await at.visit()
    await at.alive(10)
    await at.session.detach(port, said_so=True)
    await at.clock.advance(1)
    before = len(at.ledger.reached)
    await at.clock.advance(28)
    assert len(at.ledger.reached) >= before + 9  # so that its place is kept
    assert set(at.ledger.reached[before:]) == {10_000}
    assert set(at.ledger.renewed[before:]) == {10_000}


async def test_one_ended_while_nobody_is_there_is_billed_to_the_leaving(stand):
    at = stand()
    port = await at.visit()
    await at.alive(10)
    await at.session.detach(port, said_so=True)
    await at.clock.advance(12)
    await at.session.end("visitor")
    assert at.ledger.settled == [(10_000, "visitor")]


async def test_the_longest_time_of_the_plan_does_not_count_it(stand):
    at = stand(ledger=FakeLedger(total_ms=3_000_000, limit_ms=12_000))
    port = await at.visit()
    await at.alive(10)
    await at.session.detach(port, said_so=True)
    await at.clock.advance(20)
    await at.visit()
    await at.alive(1.5)
    assert not at.ledger.settled
    await at.alive(2)
    assert at.ledger.settled == [(12_000, "session_limit")]


@pytest.mark.parametrize("is_there", [True, False])
async def test_only_one_that_was_left_makes_room(stand, is_there):
    at = stand()
    port = await at.visit()
    await at.alive(4)
    if not is_there:
        await at.session.detach(port, said_so=True)
    await at.session.end_if_left()
    assert at.ledger.settled == ([] if is_there else [(4_000, "lost")])


async def test_it_tells_who_is_there(stand):
    told: list[bool] = []
    at = stand(on_presence=told.append)
    await at.session.detach(await at.visit())
    await at.visit()
    await at.clock.advance(6)  # silent
    assert told == [True, False, True, False]
