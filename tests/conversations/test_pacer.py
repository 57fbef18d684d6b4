"""Slices leave on time; sound never waits for a picture."""

import asyncio

import numpy as np
import pytest

from conversations.live.pacer import Pacer
from conversations.live.stage import Stage

from .clock import ManualClock
from .fakes import FakePerformer, inline, piece


class KeepingSink:
    """Notes when each slice left, with or without a picture and sound."""

    def __init__(self, clock):
        self.clock = clock
        self.left = []

    def encode(self, image, audio):
        return image is not None, audio

    def put(self, index, encoded, seq, silent):
        picture, audio = encoded
        self.left.append((round(self.clock.now() - 1000, 3), index, picture, bool(np.any(audio)) and not silent))
        return picture


class Slow:
    """A worker that takes `took` seconds for each slice."""

    def __init__(self, clock):
        self.clock = clock
        self.took = 0.0

    async def __call__(self, job):
        await self.clock.sleep(self.took)
        return job()


@pytest.fixture
async def paced():
    clock = ManualClock()
    performer, sink, slow = FakePerformer(), KeepingSink(clock), Slow(clock)
    pacer = Pacer(Stage(performer), clock, slow, lambda slice_, index: 1 if slice_.speech_id else 0)
    yield pacer, sink, clock, slow
    closing = asyncio.ensure_future(pacer.aclose())
    await clock.advance(5.0)  # a slice under way is waited for
    await closing


async def test_a_slice_leaves_every_40_ms(paced):
    pacer, sink, clock, _ = paced
    pacer.start(sink)
    await clock.advance(1.0)
    assert [at for at, *_ in sink.left] == [round(0.04 * number, 3) for number in range(26)]
    assert all(picture for _, _, picture, _ in sink.left)


async def test_a_stall_costs_pictures_and_no_sound(paced):
    pacer, sink, clock, slow = paced
    pacer.stage.say("a", piece(" ".join("word" for _ in range(20))).pcm, ())
    pacer.start(sink)
    await clock.advance(0.5)
    slow.took = 0.5
    await clock.advance(0.5)
    slow.took = 0.001
    await clock.advance(4.0)
    sounding = [index for _, index, _, loud in sink.left if loud]
    assert sounding == list(range(100))  # 4 s, none lost, in order
    assert 5 <= pacer.stats.pictures_dropped <= 15
    assert all(picture for _, _, picture, _ in sink.left[-20:])
    times = [at for at, *_ in sink.left]
    assert times[-1] == pytest.approx(0.04 * sink.left[-1][1], abs=0.002)


async def test_after_a_second_without_slices_time_begins_anew(paced):
    pacer, sink, clock, slow = paced
    pacer.start(sink)
    await clock.advance(0.2)
    slow.took = 3.0
    await clock.advance(3.0)
    slow.took = 0.0
    await clock.advance(1.0)
    assert pacer.stats.stalls == 1
    gaps = np.diff([at for at, *_ in sink.left][-10:])
    assert gaps == pytest.approx(0.04)


async def test_a_dead_speech_is_silent_from_the_next_slice_on(paced):
    pacer, sink, clock, _ = paced
    pacer.stage.say("a", piece("one two three four five").pcm, ())
    pacer.start(sink)
    await clock.advance(0.4)
    left = len(sink.left)
    pacer.kill("a")
    await clock.advance(0.4)
    assert all(loud for *_, loud in sink.left[:left])
    assert not any(loud for *_, loud in sink.left[left:])


async def test_a_pause_loses_nothing(paced):
    pacer, sink, clock, _ = paced
    pacer.stage.say("a", piece("one two three four five").pcm, ())
    pacer.start(sink)
    await clock.advance(0.3)
    await pacer.pause()
    await clock.advance(5.0)
    again = KeepingSink(clock)
    pacer.start(again)
    await clock.advance(2.0)
    assert sum(loud for *_, loud in sink.left + again.left) == 25
    assert again.left[0][1] == sink.left[-1][1] + 1


async def test_a_picture_that_was_not_drawn_is_not_shown_after_a_pause(paced):
    pacer, sink, clock, slow = paced
    pacer.start(sink)
    await clock.advance(0.2)
    slow.took = 0.5
    await clock.advance(0.6)  # one slice came late, the next is under way and late as well
    pausing = asyncio.ensure_future(pacer.pause())
    await clock.advance(1.0)
    await pausing
    slow.took = 0.0
    again = KeepingSink(clock)
    pacer.start(again)
    await clock.advance(0.4)
    assert [picture for _, _, picture, _ in again.left[:3]] == [False, True, True]


async def test_starting_twice_is_a_mistake(paced):
    pacer, sink, *_ = paced
    pacer.start(sink)
    with pytest.raises(RuntimeError):
        pacer.start(sink)


async def test_a_failing_performer_is_heard_of():
    clock, broken, failures = ManualClock(), FakePerformer(), []
    broken.next_slice = lambda draw=True: 1 / 0
    pacer = Pacer(Stage(broken), clock, inline, lambda s, i: 0, lambda name, error: failures.append(name))
    pacer.start(KeepingSink(clock))
    await clock.advance(0.2)
    assert failures == ["pacer-make"]
    await pacer.aclose()
