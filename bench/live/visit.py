"""The conversation that every visitor has, whichever way the media come."""

import asyncio
import json
import time
from random import Random
from typing import Any

import websockets

from .pages import Browser
from .timeline import Question, Timeline

QUESTIONS = (
    "What is a credit?", "What is a slot?", "Which languages do you speak?", "When does the meter start?",
    "What is an avatar?", "How much does it cost?", "Can I make an avatar of myself?", "How long can we talk?",
)  # fmt: skip
LOUD = 0.01  # of full scale: -40 dB
HEARTBEAT_S = 2.0
WAIT_S = 30.0


class Visit:
    """Says hello, waits for the greeting's end, then asks until the time is over."""

    transport = ""

    def __init__(self, address: str, browser: Browser, timeline: Timeline, seconds: float, random: Random) -> None:
        self.address = address
        self.browser = browser
        self.timeline = timeline
        self.seconds = seconds
        self.random = random
        self.quiet = asyncio.Event()
        self.socket: Any = None

    async def run(self) -> None:
        headers = {"Cookie": self.browser.cookies, "Origin": self.browser.url}
        async with websockets.connect(self.address, additional_headers=headers, max_size=None) as self.socket:
            await self.send("hello", transport=self.transport)
            tasks = [asyncio.create_task(work) for work in (self._beat(), self._talk(), self._hear())]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    self.timeline.errors.append(repr(outcome))
        self.timeline.ended_at = self.timeline.ended_at or time.monotonic()
        await self.close()

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            await self.send("heartbeat", t=time.monotonic())

    async def _talk(self) -> None:
        """From the end of the greeting on, each answer is heard to its end."""
        await asyncio.wait_for(self.quiet.wait(), WAIT_S)
        self.timeline.talking_from = time.monotonic()
        while time.monotonic() - self.timeline.talking_from < self.seconds:
            await asyncio.sleep(self.random.uniform(0.2, 0.5))
            self.quiet.clear()
            self.timeline.questions.append(Question(time.monotonic()))
            await self.send("text", id=f"q{len(self.timeline.questions)}", text=self.random.choice(QUESTIONS))
            await asyncio.wait_for(self.quiet.wait(), WAIT_S)
        self.timeline.ended_at = time.monotonic()
        await self.send("end")
        await asyncio.sleep(1.0)

    async def _hear(self) -> None:
        async for message in self.socket:
            if isinstance(message, bytes):
                self.media(message, time.monotonic())
            else:
                await self.event(json.loads(message))

    async def event(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "ready":
            self.timeline.ready_at = time.monotonic()
            await self.begin(message)
        elif kind == "speech_started" and self.timeline.questions:
            self.timeline.questions[-1].slice = message["slice"]
        elif kind == "speech_ended":
            self.quiet.set()
        elif kind == "answer":
            await self.answered(message["sdp"])
        elif kind == "error":
            self.timeline.errors.append(message["id"])

    async def begin(self, ready: dict[str, Any]) -> None:
        """Media may begin."""

    async def answered(self, sdp: str) -> None:
        """WebRTC's answer."""

    def media(self, data: bytes, at: float) -> None:
        """A binary message."""

    async def close(self) -> None:
        """Let go."""
