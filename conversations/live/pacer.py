"""One clock for a session's picture and sound: slices are made a little ahead and handed over when they are due.

Sound never waits for a picture: a slice that is made late goes out without its picture being encoded. While nobody
speaks the lead is short, so that an answer begins soon; while somebody speaks it is long, so that a busy machine is
not heard.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from .clock import Clock
from .stage import Slice, Stage
from .tasks import Tasks, cancelled

SLICE_S = 0.040
QUIET_LEAD_S = 0.030
SPEAKING_LEAD_S = 0.120
STALL_S = 1.0
FADE_SAMPLES = 480

Work = Callable[[Callable[[], Any]], Awaitable[Any]]


class Sink(Protocol):
    """Where slices go: a transport."""

    def encode(self, image: np.ndarray, late: bool) -> Any:
        """Worker thread: the picture as it will travel, or None to leave it out."""
        ...

    def put(self, index: int, picture: Any, audio: np.ndarray, seq: int) -> None:
        """The loop: it is due now. `audio`: (1920,) int16."""
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


@dataclass
class Made:
    slice: Slice
    picture: Any


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
        self._sink: Sink | None = None
        self._t0 = 0.0
        self._running: list[asyncio.Task[Any]] = []
        self._last_audio_dead = False

    @property
    def running(self) -> bool:
        return bool(self._running)

    def start(self, sink: Sink) -> None:
        """Begin, or go on where `pause` stopped; slices made before go out with their sound only."""
        if self._running:
            raise RuntimeError("the pacer runs already")
        for made in self._made:
            made.picture = None
        self._sink = sink
        self._t0 = self.clock.now() - self.index * SLICE_S
        self._running = [
            self._tasks.spawn("pacer-make", self._make()),
            self._tasks.spawn("pacer-release", self._release()),
        ]

    async def pause(self) -> None:
        running, self._running = self._running, []
        for task in running:
            await cancelled(task)
        self._sink = None

    async def aclose(self) -> None:
        await self.pause()
        await self._tasks.aclose()

    def kill(self, speech_id: str) -> None:
        """Nothing of this speech is to be heard any more, from the next slice on."""
        self.dead.add(speech_id)

    def _due(self, index: int) -> float:
        return self._t0 + index * SLICE_S

    async def _make(self) -> None:
        assert self._sink is not None
        speaking = False
        while True:
            lead = SPEAKING_LEAD_S if speaking else QUIET_LEAD_S
            due = self._due(self.index + len(self._made))
            await self.clock.sleep(due - lead - self.clock.now())
            made = await self._work(self._sink, due)
            speaking = made.slice.speech_id is not None
            self._made.append(made)
            self._news.set()

    async def _work(self, sink: Sink, due: float) -> Made:
        """Shielded: a slice under way when the session pauses is kept, since the performer has gone past it."""

        def make() -> Made:
            slice_ = self.stage.pull()
            late = self.clock.now() > due + SLICE_S
            picture = None if slice_.image is None else sink.encode(slice_.image, late)
            return Made(slice_, picture)

        job = asyncio.ensure_future(self.work(make))
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            self._made.append(await job)
            raise

    async def _release(self) -> None:
        """Time begins when the first slice is there: opening codecs takes a moment."""
        while not self._made:
            self._news.clear()
            await self._news.wait()
        self._t0 = self.clock.now() - self.index * SLICE_S
        while True:
            await self.clock.sleep(self._due(self.index) - self.clock.now())
            while not self._made:
                self._news.clear()
                await self._news.wait()
            late = self.clock.now() - self._due(self.index)
            if late > STALL_S:
                self._t0 += late
                self.stats.stalls += 1
            self._hand_over(self._made.popleft(), max(0.0, late))

    def _hand_over(self, made: Made, late_s: float) -> None:
        assert self._sink is not None
        slice_, index = made.slice, self.index
        self.index += 1
        self.stats.took(late_s, made.picture is not None)
        dead = slice_.speech_id in self.dead
        audio = slice_.audio if not dead else self._dying(slice_.audio)
        self._last_audio_dead = dead
        seq = 0 if dead else self.on_leave(slice_, index)
        self._sink.put(index, made.picture, audio, seq)

    def _dying(self, audio: np.ndarray) -> np.ndarray:
        """Silence, after a fade of 10 ms in the first dead slice, since a cut wave clicks."""
        silent = np.zeros_like(audio)
        if not self._last_audio_dead:
            fade = np.linspace(1, 0, FADE_SAMPLES)
            silent[:FADE_SAMPLES] = (audio[:FADE_SAMPLES] * fade).astype(audio.dtype)
        return silent
