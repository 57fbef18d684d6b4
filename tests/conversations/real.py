"""A session of real parts but the database: drawn avatar, embedded voice, the machine's own clock."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from avatars.engine import Bundle, Performer
from avatars.speech.echo import similar_to_spoken
from avatars.speech.espeak import EspeakVoice
from conversations.live.clock import MonotonicClock
from conversations.live.metering import Metering
from conversations.live.parts import Parts
from conversations.live.recorder import Recorder
from conversations.live.reply import Replier
from conversations.live.session import LiveSession

from .fakes import FakeAnswerer, FakeLedger, FakeStore

WORKERS = ThreadPoolExecutor(2)


async def in_worker(job: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(WORKERS, job)


def real_session(bundle: Bundle, answerer: FakeAnswerer, transcriber: Any = None) -> LiveSession:
    """Greets with nothing; `answerer` says what is answered."""
    voice, clock, ledger = EspeakVoice("en"), MonotonicClock(), FakeLedger()
    greeting: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
    greeting.set_result([])
    width, height = bundle.size
    parts = Parts(
        code="abcdefghjk", language="en", performer=Performer(bundle), replier=Replier(answerer, voice, voice, "en"),
        greeting=greeting, media={"width": width, "height": height, "fps": 25, "sample_rate": 48_000},
        project={"name": "p"}, work=in_worker, spawn_outside=asyncio.ensure_future,
        sentence=lambda id_, **facts: id_, next_step=lambda reason: {}, similar_to_spoken=similar_to_spoken,
        transcriber=transcriber,
    )  # fmt: skip
    session = LiveSession(parts, clock, Metering(ledger, clock, 0, ledger.paid()), Recorder(FakeStore()))
    session.start()
    return session
