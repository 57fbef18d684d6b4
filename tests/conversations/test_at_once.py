"""Things that happen at the same moment, in whatever order."""

import asyncio

import pytest

from avatarsite.errors import UserError

from .fakes import piece


async def test_two_turns_at_the_same_moment_are_both_taken_and_the_last_is_answered(stand):
    at = stand()
    at.answerer.waits, at.answerer.deltas = asyncio.Event(), ("Hm",)
    port = await at.visit()
    await at.session.hear_text("t1", "First?")
    await at.clock.advance(0.5)
    at.answerer.waits, at.answerer.deltas = None, ("So it is.",)
    await asyncio.gather(at.session.hear_text("t2", "Second?"), at.session.hear_text("t3", "Third?"))
    await at.clock.advance(2)
    assert [event["text"] for event in port.of("user_text")] == ["First?", "Second?", "Third?"]
    assert [event["text"] for event in port.of("caption")] == ["So it is."]


async def test_a_slow_greeting_holds_nothing_up_and_gives_way_to_a_quick_visitor(stand):
    at = stand()
    at.session.parts.greeting = asyncio.get_running_loop().create_future()
    port = await at.visit()
    await at.session.hear_text("t1", "Well?")
    await at.clock.advance(3)
    at.session.parts.greeting.set_result([piece("Hello.")])
    await at.clock.advance(2)
    assert [event["text"] for event in port.of("caption")] == ["One two three.", "Four five six."]


async def test_a_reload_before_the_greeting_was_ready_still_gets_it(stand):
    at = stand()
    at.session.parts.greeting = asyncio.get_running_loop().create_future()
    await at.session.detach(await at.visit())
    port = await at.visit()
    at.session.parts.greeting.set_result([piece("Hello.")])
    await at.clock.advance(2)
    assert [event["text"] for event in port.of("caption")] == ["Hello."]


async def test_two_falls_back_at_the_same_time_are_one_flow(stand):
    at = stand()
    port = await at.visit()
    await asyncio.gather(at.session.media.over_socket(port), at.session.media.over_socket(port))
    sent = len(port.media)
    await at.clock.advance(1)
    assert 24 <= len(port.media) - sent <= 27


async def test_a_flood_of_messages_is_slowed_down_and_the_conversation_goes_on(stand):
    at = stand()
    port = await at.visit()
    for number in range(8):
        await at.session.hear_text(f"t{number}", "Again?")
    with pytest.raises(UserError, match=r"conversation\.too_fast"):
        await at.session.hear_text("t8", "Again?")
    await at.clock.advance(1)
    await at.session.hear_text("t9", "And now?")
    await at.clock.advance(3)
    assert port.of("user_text")[-1]["text"] == "And now?"
    assert port.states[-1] == "listening"
