"""One running conversation: a fixed path from what the visitor says to slices of picture and sound."""

import asyncio
from collections.abc import Callable

import structlog

from avatars.speech import SpokenPiece
from avatarsite.errors import ProviderError, UserError

from . import metrics
from .allowance import Allowance
from .answering import Answering
from .clock import Clock, sleep_unless
from .events import Ended, Error, Event, Notice, Pong, Ready, State, UserText
from .goodbye import GOODBYE_S, LOST, goodbye
from .history import History
from .media import Media
from .metering import Metering
from .microphone import Microphone
from .parts import Parts
from .port import Port
from .recorder import Record, Recorder
from .speaker import Speaker
from .speech import Speech
from .stage import Stage
from .tasks import Tasks, each_of
from .turns import Utterance, committed
from .watch import Watch

log = structlog.get_logger(__name__)


class LiveSession:
    """Lives in the event loop. `attach` and `detach` follow the browser's socket; `end` is final and idempotent."""

    def __init__(self, parts: Parts, clock: Clock, metering: Metering, recorder: Recorder) -> None:
        self.parts = parts
        self.clock = clock
        self.metering = metering
        self.recorder = recorder
        self.state = "connecting"
        self.port: Port | None = None
        self.ended: Ended | None = None
        self.on_closed: Callable[[], None] = lambda: None
        self.tasks = Tasks(self.task_failed)
        self.stage = Stage(parts.performer)
        self.media = Media(self, self.stage, clock)
        self.speaker = Speaker(self.stage, self.media.pacer.kill, self, parts.language)
        self.answering = Answering(self)
        self.microphone = Microphone(self, parts.transcriber, parts.language, self.tasks)
        self.watch = Watch(clock)
        self.history = History(parts.turns)
        self._greeted = bool(self.history)
        self._voices = 0
        self._ending = False
        self._one_turn = asyncio.Lock()
        self._allowance = Allowance(clock, burst=8, every_s=1.0)
        self._log = log.bind(conversation=parts.code)

    # Life

    def start(self) -> None:
        """Begin to count, to keep turns and to watch for the visitor."""
        self.tasks.spawn("recorder", self.recorder.run())
        self.tasks.spawn("metering", self._count_down())
        self.tasks.spawn("metering-pay", self.metering.keep_paying())
        self.tasks.spawn("watch", self._watch())

    async def attach(self, port: Port, transport: str) -> None:
        """A browser's socket is here: the first one, a reload, or another tab, which takes over."""
        if self._ending:
            raise UserError("conversation.has_ended")
        former, self.port = self.port, port
        resumed = self.watch.attached_before
        self.watch.attached()
        self.metering.go_on()
        self.metering.confirm()
        self.parts.on_presence(True)
        self.microphone.switch(False)  # until this browser says that its own is on
        if former is not None and former is not port:
            await former.taken_over(self.parts.sentence("conversation.taken_over"))
        await self.media.stop()
        self.set_state("connecting")
        self.emit(self._ready(resumed, transport))
        if transport == "websocket":
            await self.media.over_socket(port)

    async def detach(self, port: Port, *, said_so: bool = False) -> None:
        """Its socket is gone, and may come back. `said_so`: the browser closed it, so it was there until now."""
        if port is not self.port:
            return
        if said_so:
            self.metering.confirm()
        await self._left()

    async def _left(self) -> None:
        """Until somebody comes back nothing is said and no time counts."""
        self.port = None
        self.metering.pause()
        self.watch.left()
        self.parts.on_presence(False)
        self.microphone.switch(False)
        await self.media.stop()

    async def end_if_left(self) -> None:
        """To make room. Who came back meanwhile stays."""
        if self.port is None:
            await self.end("lost")

    async def end(self, reason: str) -> None:
        """Settle, say goodbye, let go of everything. Later calls do nothing."""
        if self._ending:
            return
        self._ending = True
        self.metering.stop(lost=reason in LOST)
        settled = self.metering.settle(reason, self.parts.spawn_outside)
        answerer = self.parts.replier.answerer
        await each_of(self.interrupt, self.media.aclose, self.recorder.aclose, answerer.aclose)
        await sleep_unless(self.clock, GOODBYE_S, settled)
        self.ended = goodbye(reason, self.metering.reading(), self.parts)
        self.emit(self.ended)
        metrics.ended(reason)
        self._log.info(
            "session_ended",
            reason=reason,
            elapsed_ms=self.ended.elapsed_ms,
            **self.media.pacer.stats.summary(),
        )
        port, self.port = self.port, None
        await each_of(*([port.finished] if port else []), self.tasks.aclose)
        self.on_closed()

    async def _count_down(self) -> None:
        reason = await self.metering.run(self.emit, self.notice)
        self._end_soon(reason)

    async def _watch(self) -> None:
        await self.watch.until_overdue()
        while self.watch.is_there:
            await self._silent()
            await self.watch.until_overdue()
        self._end_soon("lost")

    async def _silent(self) -> None:
        """Its socket is still open, but no sign comes: a browser that wakes up again opens another one."""
        port = self.port
        await self._left()
        if port is not None:
            await port.silent()

    def _end_soon(self, reason: str) -> None:
        """From inside one of the session's own tasks, which `end` will cancel."""
        if not self._ending:
            self.parts.spawn_outside(self.end(reason))

    def task_failed(self, name: str, error: BaseException) -> None:
        if name.startswith(("pacer", "metering", "watch")):
            self._end_soon("failed")

    # What the browser is told

    def emit(self, event: Event) -> None:
        if self.port is not None:
            self.port.send_event(event.as_message())

    def set_state(self, state: str) -> None:
        """The state that the page shows is playback's: `speaking` begins as the first slice leaves."""
        if state != self.state:
            previous, self.state = self.state, state
            self.emit(State(state, previous))
            self.stage.attend("listen" if state in {"listening", "thinking"} else "idle")

    def notice(self, message_id: str) -> Notice:
        return Notice(message_id, self.parts.sentence(message_id))

    def refuse(self, error: UserError) -> None:
        """Something the visitor can mend; the session goes on."""
        self.emit(Error(error.message_id, self.parts.sentence(error.message_id, **error.facts), True))

    def provider_failed(self, error: ProviderError, message_id: str = "") -> None:
        self._log.warning(
            "provider_failed", provider=error.provider, category=error.category, detail=error.detail
        )
        setup = error.provider == "chat" and not error.retryable
        message_id = message_id or (
            "conversation.provider_setup" if setup else "conversation.provider_failed"
        )
        self.emit(Error(message_id, self.parts.sentence(message_id), error.retryable))

    def _ready(self, resumed: bool, transport: str) -> Ready:
        parts = self.parts
        return Ready(
            parts.code, resumed, transport, parts.media, parts.project, parts.suggestions, parts.ice_servers,
            parts.stt, self.history.turns, self.metering.reading().as_message(),
        )  # fmt: skip

    # What the visitor does

    def alive(self, t: float | None = None) -> None:
        self.watch.heard()
        self.metering.confirm()
        if t is not None:
            self.emit(Pong(t))

    async def hear_text(
        self, id_: str, text: str, source: str = "typed", latency: dict[str, int] | None = None
    ) -> None:
        """Commit a turn; the avatar answers. UserError when it can't be one."""
        turn = committed(id_, text, source, latency)
        if not self._allowance.take():
            raise UserError("conversation.too_fast")
        await self._commit(turn)

    async def _commit(self, turn: Utterance) -> None:
        async with self._one_turn:
            if self._ending:
                raise UserError("conversation.has_ended")
            await self._cut_in()
            self.emit(UserText(turn.id or self._voice_id(), turn.text, True))
            self._voices += turn.source != "typed"
            before = self.history.messages()
            self._keep(Record("user", turn.text, latency=turn.latency))
            self.set_state("thinking")
            self.answering.begin(before, turn)

    async def interrupt(self) -> None:
        """Stop at the track, clear the renderer, cancel speech, cancel chat, keep what was heard, listen."""
        async with self._one_turn:
            await self._cut_in()

    async def _cut_in(self) -> None:
        """Under the lock: while the chat is being cancelled, a second turn would begin between these steps."""
        stopped = self.speaker.stop()
        await self.answering.stop()
        self._finish_speech(stopped)
        if self.state in {"speaking", "thinking"}:
            self.set_state("listening")

    # The microphone's listener

    def voice_noticed(self) -> None:
        """Perhaps the visitor cuts in: fall silent until it is known what was said."""
        if self.speaker.speaking:
            self.speaker.hold()

    async def utterance(self, text: str, latency: dict[str, int], source: str = "voice") -> None:
        """A final transcript. No words, or the avatar's own heard back: a false interruption."""
        if not text.strip() or self.parts.similar_to_spoken(text, self._just_said()):
            if self.speaker.held:
                self._log.info("false_interruption")
            self.speaker.resume()
            return
        await self.hear_text("", text, source, latency)

    async def interim(self, text: str) -> None:
        """The browser's recognition hears words: they cut in, unless they are the avatar's own."""
        if not text.strip() or self.parts.similar_to_spoken(text, self._just_said()):
            return
        self.emit(UserText(self._voice_id(), text, False))
        if self.speaker.speaking:
            await self.interrupt()

    def _voice_id(self) -> str:
        """The same for an utterance's interim and final words."""
        return f"v{self._voices}"

    async def cannot_hear(self, error: ProviderError) -> None:
        self.speaker.resume()
        self.provider_failed(error, "conversation.cannot_hear")

    def _just_said(self) -> str:
        current = self.speaker.current
        return self.history.just_said(current.text if current else "")

    # The speaker's audience

    def speech_started(self, speech: Speech) -> None:
        self.set_state("speaking")
        self.answering.mark("first_slice")

    def speech_ended(self, speech: Speech) -> None:
        self._finish_speech(speech)
        self.set_state("listening")

    def _finish_speech(self, speech: Speech | None) -> None:
        """Only what was heard becomes history."""
        if speech is None or not speech.heard_text:
            return
        latency = self.answering.take_latency()
        self._keep(Record("avatar", speech.text, speech.heard_text, speech.interrupted, latency))

    def _keep(self, record: Record) -> None:
        self.recorder.keep(record)
        self.history.add(record)

    def media_began(self) -> None:
        """Slices flow to the browser, for the first time or again."""
        if self.speaker.current is not None:
            self.set_state("speaking" if self.speaker.speaking else "thinking")
            return
        self.set_state("listening")
        if not self._greeted:
            self.tasks.spawn("greet", self._greet())

    async def _greet(self) -> None:
        """Once, and not when the visitor was quicker."""
        pieces = await self._greeting()
        async with self._one_turn:
            if self._greeted or self._ending:
                return
            self._greeted = True
            if pieces and not self.history and self.speaker.current is None:
                self.answering.greet(pieces)

    async def _greeting(self) -> list[SpokenPiece]:
        try:
            return await asyncio.shield(self.parts.greeting)
        except ProviderError as error:
            self.provider_failed(error)
            return []
