"""Around the whole ASGI application: its first call makes this process the live one."""

import sys
from collections.abc import Awaitable, Callable
from typing import Any

import cv2
from channels.db import database_sync_to_async

from avatars.bundles import bundle_for
from avatars.models import Avatar
from avatars.speech.vad import detector
from avatars.voices import site_voices
from conversations.hearing import speech_to_text
from conversations.live.process import process
from conversations.live_build import build, in_worker
from projects.chat import ChatConfig, answerer

Application = Callable[..., Awaitable[None]]


class LiveProcess:
    """Passes everything on. Sessions live in the loop that serves."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if process.loop is None:
            share_the_interpreter()
            process.begin(build, load_avatar, warm)
        await self.application(scope, receive, send)


def share_the_interpreter() -> None:
    """Rendering threads give the loop its turn soon: it sends packets, each of which asks for the GIL again.

    With Python's 5 ms four sessions fell behind at a third of a core; OpenCV's own threads would only queue up.
    """
    sys.setswitchinterval(0.0005)
    cv2.setNumThreads(1)


async def load_avatar(avatar: Avatar) -> None:
    await in_worker(lambda: bundle_for(avatar))


async def warm() -> None:
    """Samples, the embedded voice and the detector: what the first visitor would otherwise wait for."""
    if speech_to_text() == "server":
        await in_worker(detector)
    voice = site_voices().voice_for("en")
    async for _ in voice.speak("Hello."):
        pass
    for avatar in await database_sync_to_async(lambda: list(Avatar.objects.samples().active()))():
        await load_avatar(avatar)
    await in_worker(lambda: answerer(ChatConfig(language="en")))  # its word lists take seconds to load
