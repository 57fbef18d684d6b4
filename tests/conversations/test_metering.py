"""Leases, warnings and the end of what is paid."""

import asyncio

from .fakes import FakeLedger


async def test_it_renews_at_every_heartbeat(stand):
    at = stand()
    await at.visit()
    await at.alive(16)
    assert at.ledger.renewed == [0, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000]


async def test_the_meter_is_told_every_second(stand):
    at = stand(ledger=FakeLedger(total_ms=300_000))
    port = await at.visit()
    await at.alive(4)
    readings = port.of("meter")
    assert [reading["elapsed_ms"] for reading in readings] == [1000, 2000, 3000, 4000]
    assert readings[-1]["remaining_ms"] == 296_000
    assert readings[-1]["left_ms"] == 296_000


async def test_it_ends_by_itself_when_the_time_is_used_up(stand):
    at = stand(ledger=FakeLedger(total_ms=12_345))
    port = await at.visit()
    await at.alive(14)
    assert at.ledger.settled == [(12_345, "time_used_up")]
    assert port.of("ended")[0]["reason"] == "time_used_up"


async def test_it_warns_a_minute_and_a_quarter_of_one_before(stand):
    at = stand(ledger=FakeLedger(total_ms=70_000))
    port = await at.visit()
    await at.alive(58)
    assert [(notice["id"]) for notice in port.of("notice")] == [
        "conversation.left_60s",
        "conversation.left_15s",
    ]


async def test_a_short_rest_is_warned_of_once(stand):
    at = stand(ledger=FakeLedger(total_ms=40_000))
    port = await at.visit()
    await at.alive(30)
    assert [notice["id"] for notice in port.of("notice")] == ["conversation.left_15s"]


async def test_a_database_that_is_away_for_a_moment_ends_nothing(stand):
    at = stand()
    await at.visit()
    at.ledger.fails = True
    await at.alive(8)
    at.ledger.fails = False
    await at.alive(20)
    assert not at.ledger.settled


async def test_a_database_that_stays_away_ends_it_where_the_paid_time_ends(stand):
    at = stand()
    await at.visit()
    at.ledger.fails = True
    await at.alive(12)
    assert at.ledger.settled == [(8000, "failed")]  # to the last heartbeat before the lease's end


async def test_a_database_that_hangs_holds_nothing_up(stand):
    at = stand(ledger=FakeLedger(total_ms=300_000, lease_ms=7_000))
    port = await at.visit()
    await at.alive(4)
    at.ledger.hangs = asyncio.Event()
    await at.alive(12)
    assert [reason for _, reason in at.ledger.settled] == ["failed"]
    assert port.of("meter")[-1]["elapsed_ms"] == 9_000  # paid at 2 s, for 7 s more
    at.ledger.hangs.set()


async def test_after_an_outage_of_30_s_it_is_billed_once_for_what_it_was(stand):
    at = stand(ledger=FakeLedger(lease_ms=7_000))
    port = await at.visit()
    await at.alive(20)
    at.ledger.fails = at.ledger.settling_fails = True
    await at.alive(30)
    assert port.of("ended")[0]["elapsed_ms"] == 24_000  # the last heartbeat before the lease's end at 25 s
    assert port.closed == "finished"
    assert not at.ledger.settled
    at.ledger.settling_fails = False
    await at.clock.advance(60)
    assert at.ledger.settled == [(24_000, "failed")]


async def test_sessions_that_share_the_credits_are_warned_earlier(stand):
    at = stand(ledger=FakeLedger(total_ms=130_000))
    at.ledger.sharing = 2
    port = await at.visit()
    await at.alive(6)
    assert [notice["id"] for notice in port.of("notice")] == []
    await at.alive(12)
    assert [notice["id"] for notice in port.of("notice")] == ["conversation.left_60s"]


async def test_bought_credits_take_a_warning_back_and_it_comes_again(stand):
    at = stand(ledger=FakeLedger(total_ms=70_000))
    port = await at.visit()
    await at.alive(12)
    at.ledger.total_ms += 60_000
    await at.alive(64)
    ids = [notice["id"] for notice in port.of("notice")]
    assert ids == ["conversation.left_60s", "conversation.left_60s"]


async def test_one_that_was_settled_behind_its_back_does_not_blame_the_credits(stand):
    at = stand()
    await at.visit()
    at.ledger.total_ms = 3000
    await at.alive(8)
    assert [reason for _, reason in at.ledger.settled] == ["failed"]


async def test_the_longest_time_of_the_plan_ends_it_and_says_so(stand):
    at = stand(ledger=FakeLedger(total_ms=3_000_000, limit_ms=12_000))
    port = await at.visit()
    await at.alive(14)
    assert at.ledger.settled == [(12_000, "session_limit")]
    assert port.of("ended")[0]["message"] == "ended.session_limit"


async def test_a_limited_session_shows_all_credits_and_warns_before_its_own_end(stand):
    at = stand(ledger=FakeLedger(total_ms=3_000_000, limit_ms=70_000))
    port = await at.visit()
    await at.alive(12)
    reading = port.of("meter")[9]
    assert (reading["remaining_ms"], reading["left_ms"]) == (60_000, 2_990_000)
    assert [notice["id"] for notice in port.of("notice")] == ["conversation.limit_60s"]
