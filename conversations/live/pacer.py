"""One clock for a session's picture and sound: slices are made a little ahead and handed over when they are due.

Sound never waits for a picture: a slice that is made late goes out without its picture being encoded. While nobody
speaks the lead is short, so that an answer begins soon; while somebody speaks it is long, so that a busy machine is
not heard.
"""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import numpy as np

from .clock import Clock
from .stage import Slice, Stage
from .tasks import Tasks, cancelled

SLICE_S = 0.040
QUIET_LEAD_S = 0.040
SPEAKING_LEAD_S = 0.120
STALL_S = 1.0

Work = Callable[[Callable[[], Any]], Awaitable[Any]]


class Sink(Protocol):
    """Where slices go: a transport."""

    def encode(self, image: np.ndarray | None, audio: np.ndarray) -> Any:
        """Worker thread: a slice as it will travel. Without an image it has only its sound. `audio`: (1920,) int16."""
        ...

    def put(self, index: int, encoded: Any, seq: int, silent: bool) -> bool:
        """The loop: it is due now. `silent`: its sound must not be heard. Answers whether a picture went with it."""
        ...


@dataclass
class Lateness:
    """How late slices left, in seconds, over about the last two minutes."""

    slices: int = 0
    pictures_dropped: int = 0
    stalls: int = 0
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=3000))

    def took(self, late_s: float, picture: bool) -> None:
        self.slices += 1
        self.pictures_dropped += not picture
        self.recent.append(late_s)

    def percentile(self, share: float) -> float:
        return float(np.percentile(self.recent, share)) if self.recent else 0.0

    def summary(self) -> dict[str, float]:
        """For the log."""
        return {
            "slices": self.slices,
            "pictures_dropped": self.pictures_dropped,
            "stalls": self.stalls,
            "late_p50_ms": round(1000 * self.percentile(50), 1),
            "late_p99_ms": round(1000 * self.percentile(99), 1),
        }


@dataclass
class Made:
    """image: the slice's, or None where it came too late to be drawn."""

    slice: Slice
    image: np.ndarray | None
    encoded: Any


class Pacer:
    """`on_leave(slice, index)` hears of each slice and answers which speech it belongs to (0: none).

    Slices of dead speeches leave without their sound and unheard of.
    """

    def __init__(
        self, stage: Stage, clock: Clock, work: Work, on_leave: Callable[[Slice, int], int],
        on_failure: Callable[[str, BaseException], None] | None = None,
    ) -> None:  # fmt: skip
        self.stage = stage
        self.clock = clock
        self.work = work
        self.on_leave = on_leave
        self.stats = Lateness()
        self.index = 0
        self.dead: set[str] = set()
        self._tasks = Tasks(on_failure)
        self._made: deque[Made] = deque()
        self._news = asyncio.Event()
        self._begun = asyncio.Event()
        self._speaking = False
        self._t0 = 0.0
        self._running: list[asyncio.Task[Any]] = []

    @property
    def running(self) -> bool:
        return bool(self._running)

    def start(self, sink: Sink) -> None:
        """Begin, or go on where `pause` stopped."""
        if self._running:
            raise RuntimeError("the pacer runs already")
        self._begun.clear()
        self._running = [
            self._tasks.spawn("pacer-make", self._make(sink)),
            self._tasks.spawn("pacer-release", self._release(sink)),
        ]

    async def pause(self) -> None:
        running, self._running = self._running, []
        for task in running:
            await cancelled(task)

    async def aclose(self) -> None:
        await self.pause()
        await self._tasks.aclose()

    def kill(self, speech_id: str) -> None:
        """Nothing of this speech is to be heard any more, from the next slice on."""
        self.dead.add(speech_id)

    def _due(self, index: int) -> float:
        return self._t0 + index * SLICE_S

    async def _make(self, sink: Sink) -> None:
        """Time begins when the first slice is there: opening codecs takes a moment, and it must have its picture."""
        await self._encode_again(sink)
        if not self._made:
            await self._add(sink, math.inf)
        self._t0 = self.clock.now() - self.index * SLICE_S
        self._begun.set()
        while True:
            lead = SPEAKING_LEAD_S if self._speaking else QUIET_LEAD_S
            due = self._due(self.index + len(self._made))
            await self.clock.sleep(due - lead - self.clock.now())
            await self._add(sink, due)

    async def _add(self, sink: Sink, due: float) -> None:
        made = await self._work(sink, due)
        self._speaking = made.slice.speech_id is not None
        self._made.append(made)
        self._news.set()

    async def _encode_again(self, sink: Sink) -> None:
        """Slices that were made for another sink and have not left."""
        for made in list(self._made):
            made.encoded = await self.work(partial(sink.encode, made.image, made.slice.audio))

    async def _work(self, sink: Sink, due: float) -> Made:
        """Shielded: a slice under way when the session pauses is kept, since the performer has gone past it."""

        def make() -> Made:
            late = self.clock.now() > due
            slice_ = self.stage.pull(draw=not late)
            image = None if late else slice_.image
            return Made(slice_, image, sink.encode(image, slice_.audio))

        job = asyncio.ensure_future(self.work(make))
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            self._made.append(await job)
            raise

    async def _release(self, sink: Sink) -> None:
        await self._begun.wait()
        while True:
            await self.clock.sleep(self._due(self.index) - self.clock.now())
            if not self._made:
                self._news.clear()
                await self._news.wait()
            late = self.clock.now() - self._due(self.index)
            if late > STALL_S:
                self._t0 += late
                self.stats.stalls += 1
            self._hand_over(sink, self._made.popleft(), max(0.0, late))

    def _hand_over(self, sink: Sink, made: Made, late_s: float) -> None:
        index, self.index = self.index, self.index + 1
        silent = made.slice.speech_id in self.dead
        seq = 0 if silent else self.on_leave(made.slice, index)
        self.stats.took(late_s, sink.put(index, made.encoded, seq, silent))
