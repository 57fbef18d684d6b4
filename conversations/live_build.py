"""Makes a LiveSession of a conversation's row: the one place where the running half meets the database."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import structlog
from channels.db import database_sync_to_async
from django.conf import settings

from avatars.access import seen_avatars
from avatars.backgrounds import background_for
from avatars.bundles import bundle_for
from avatars.engine import FPS, SAMPLE_RATE, Performer
from avatars.speech import SpokenPiece, Voice
from avatars.speech.echo import similar_to_spoken
from avatars.voices import site_voices
from avatarsite.errors import UserError
from avatarsite.messages import guest_sentence, sentence
from conversations import services
from conversations.hearing import site_transcriber, speech_to_text
from conversations.live.clock import MonotonicClock
from conversations.live.metering import Metering
from conversations.live.parts import Parts
from conversations.live.recorder import Record, Recorder
from conversations.live.reply import Replier, limited
from conversations.live.session import LiveSession
from conversations.live.tasks import Tasks
from conversations.live_ledger import DatabaseLedger, while_paid
from conversations.models import Conversation
from conversations.way_on import next_steps
from projects.chat import Answerer, ChatConfig, Entry, answerer

log = structlog.get_logger(__name__)

workers = ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2), thread_name_prefix="live")
outside = Tasks()


async def in_worker(job: Callable[[], Any]) -> Any:
    """Run a function in one of the threads that render."""
    return await asyncio.get_running_loop().run_in_executor(workers, job)


async def build(code: str) -> LiveSession:
    """Start the session of an active conversation. UserError when it has ended or nobody can speak."""
    try:
        return await _built(code)
    except Exception as error:
        await database_sync_to_async(services.end)(code, 0, "failed")
        if isinstance(error, UserError):
            raise
        log.exception("session_not_built", conversation=code)
        raise UserError("conversation.cannot_start") from error


async def _built(code: str) -> LiveSession:
    row = await database_sync_to_async(_row)(code)
    clock = MonotonicClock()
    read_at = clock.now()

    def elapsed_ms() -> int:  # loading counts: it began at Start Chat
        return int(row["elapsed_ms"]) + round(1000 * (clock.now() - read_at))

    ledger = DatabaseLedger(code, row["fence"], is_guests=row["is_guests"])
    made = await while_paid(in_worker(lambda: _made(row)), ledger, elapsed_ms)
    metering = Metering(ledger, clock, elapsed_ms(), await ledger.renew(0, elapsed_ms()))
    outside.spawn("answers", made.answerer.prepare())
    session = LiveSession(_parts(row, made), clock, metering, Recorder(DatabaseStore(code)))
    session.start()
    return session


class DatabaseStore:
    """The turns of one conversation."""

    def __init__(self, code: str) -> None:
        self.code = code

    async def write(self, record: Record) -> None:
        await database_sync_to_async(services.keep_turn)(self.code, vars(record))


async def keep_transport(code: str, transport: str) -> None:
    await database_sync_to_async(services.used_transport)(code, transport)


async def keep_presence(code: str, is_there: bool) -> None:
    await database_sync_to_async(services.visitor_is)(code, is_there)


def _row(code: str) -> dict[str, Any]:
    """What is in the database, as plain values and the avatar."""
    conversation = Conversation.objects.select_related("project", "workspace").get(code=code)
    if not conversation.is_active or services.ended_silently(conversation):
        raise UserError("conversation.has_ended")
    avatar = seen_avatars(conversation.workspace).filter(code=conversation.snapshot["avatar"]["code"]).first()
    project = conversation.project
    fence, elapsed_ms = services.take_over(code)
    return {
        "code": code,
        "avatar": avatar,
        "snapshot": conversation.snapshot,
        "api_key": project.api_key if project else "",
        "fence": fence,
        "elapsed_ms": elapsed_ms,
        "turns": list(conversation.turns.values("role", "text", "heard_text", "interrupted")),
        "next": next_steps(conversation),
        "is_guests": conversation.is_guests,
        "sentence": sentence_for(conversation),
    }


def sentence_for(conversation: Conversation) -> Callable[[UserError], str]:
    """What its visitor reads for an error: a guest has no credits and no project here."""
    return guest_sentence if conversation.is_guests else sentence


@dataclass(frozen=True)
class Made:
    """What takes long to make, in a worker thread."""

    performer: Performer
    size: tuple[int, int]
    answerer: Answerer


def _made(row: dict[str, Any]) -> Made:
    if row["avatar"] is None:
        raise UserError("conversation.no_avatar")
    bundle = bundle_for(row["avatar"])
    background = background_for(bundle, row["snapshot"].get("background", ""))
    performer = Performer(bundle, sum(map(ord, row["code"])), background)
    return Made(performer, bundle.size, answerer(chat_config(row["snapshot"], row["api_key"])))


def _parts(row: dict[str, Any], made: Made) -> Parts:
    width, height = made.size
    kept = row["snapshot"]
    language = kept["language"]
    voices = site_voices()
    hints = kept["avatar"]["voice"]
    voice = voices.voice_for(language, kept["voice"], hints)
    fallback = voices.embedded(language, hints)
    transcriber = site_transcriber()
    return Parts(
        code=row["code"],
        language=language,
        performer=made.performer,
        replier=Replier(made.answerer, voice, fallback, language),
        greeting=outside.spawn("greeting", spoken(voice, fallback, kept["greeting"])),
        media={"width": width, "height": height, "fps": FPS, "sample_rate": SAMPLE_RATE},
        project={"name": kept["project"]["name"], "avatar": kept["avatar"]["name"], "language": language},
        work=in_worker,
        spawn_outside=lambda job: outside.spawn("session-end", job),
        sentence=lambda id_, **facts: row["sentence"](UserError(id_, **facts)),
        next_step=lambda reason: row["next"].get(reason, row["next"][""]),
        similar_to_spoken=similar_to_spoken,
        on_transport=lambda transport: outside.spawn("transport", keep_transport(row["code"], transport)),
        on_presence=lambda is_there: outside.spawn("presence", keep_presence(row["code"], is_there)),
        transcriber=transcriber,
        stt=speech_to_text(),
        suggestions=kept["suggestions"],
        ice_servers=settings.ICE_SERVERS,
        turns=row["turns"],
    )


def chat_config(kept: dict[str, Any], api_key: str) -> ChatConfig:
    """The chat of a snapshot. The project's own key goes to OpenAI or the site's server; without one, the site's."""
    chat = kept["chat"]
    entries = tuple(
        Entry(entry["question"], entry["answer"], tuple(entry["alternatives"])) for entry in chat["entries"]
    )
    return ChatConfig(
        language=kept["language"], greeting=kept["greeting"], use_model=chat["use_model"],
        base_url=settings.OPENAI_BASE_URL, api_key=api_key or settings.OPENAI_API_KEY,
        model=chat["model"] or settings.OPENAI_MODEL, instructions=chat["instructions"],
        temperature=chat["temperature"], entries=entries, unknown_line=chat["unknown_line"],
    )  # fmt: skip


async def spoken(voice: Voice, fallback: Voice, text: str) -> list[SpokenPiece]:
    """The greeting, synthesised before anybody has connected."""
    if not text.strip():
        return []
    try:
        return [piece async for piece in limited(voice.speak(text), voice.provider)]
    except Exception:  # noqa: BLE001 - any provider's fault: the embedded voice greets instead
        return [piece async for piece in fallback.speak(text)]
