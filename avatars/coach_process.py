"""The coach's child process, shared by all sessions of this web process: started when somebody needs it, ended after.

It holds the face models (`python -m avatars.footage.coach`), so the web process need not.
"""

import asyncio
import json
import struct
import sys
from collections import deque
from contextlib import suppress
from typing import Any

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)

ANSWER_S = 20.0  # the first answer waits for the models
IDLE_S = 60.0
RESTS_S = 30.0  # after a child that broke, before the next one


class CoachGone(Exception):
    """Nobody can look at pictures now."""


class Coach:
    """Pictures in, findings out, in order. All calls come from one event loop."""

    def __init__(self, *arguments: str) -> None:
        self._command = arguments or (sys.executable, "-m", "avatars.footage.coach")
        self._child: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()
        self._asked: deque[asyncio.Future[dict[str, Any]]] = deque()
        self._reader: asyncio.Task[None] | None = None
        self._sessions: set[str] = set()
        self._broke_at: float | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def look(self, session: str, jpeg: bytes, width: int) -> dict[str, Any]:
        """{"findings", "box", "ok"} for a picture of a camera that is `width` pixels wide. Raises CoachGone."""
        self._sessions.add(session)
        child = await self._running()
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        self._tell(child, {"session": session, "width": width}, jpeg)
        try:
            return await asyncio.wait_for(asyncio.shield(answer), ANSWER_S)
        except TimeoutError as error:
            self._broken(child)
            raise CoachGone from error

    def leave(self, session: str) -> None:
        """Its pictures are forgotten; the child ends a while after the last session has left."""
        if session not in self._sessions:
            return
        self._sessions.discard(session)
        if self._child is not None:
            self._tell(self._child, {"session": session, "end": True}, b"")
        if not self._sessions:
            self._idle = asyncio.get_running_loop().call_later(IDLE_S, self.end)

    def end(self) -> None:
        """The child goes, unless somebody came back."""
        if not self._sessions and self._child is not None:
            self._kill(self._child)

    async def ended(self) -> None:
        """Until the last child is gone for good."""
        if self._reader is not None:
            await self._reader

    async def _running(self) -> asyncio.subprocess.Process:
        if self._idle is not None:
            self._idle.cancel()
        async with self._starting:
            if self._child is None:
                now = asyncio.get_running_loop().time()
                if self._broke_at is not None and now - self._broke_at < RESTS_S:
                    raise CoachGone
                self._child = await self._started()
            return self._child

    async def _started(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        try:
            child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=pipe,
                stdout=pipe,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
            )
        except OSError as error:
            self._broke_at = asyncio.get_running_loop().time()
            raise CoachGone from error
        self._reader = asyncio.create_task(self._read(child))
        return child

    async def _read(self, child: asyncio.subprocess.Process) -> None:
        """Each line answers the oldest question."""
        assert child.stdout is not None  # noqa: S101
        async for line in child.stdout:
            if self._asked:
                answer = self._asked.popleft()
                if not answer.done():
                    answer.set_result(json.loads(line))
        await child.wait()
        if child is self._child:
            self._broken(child)

    @staticmethod
    def _tell(child: asyncio.subprocess.Process, header: dict[str, Any], jpeg: bytes) -> None:
        told = json.dumps(header).encode()
        assert child.stdin is not None  # noqa: S101
        child.stdin.write(struct.pack(">I", len(told)) + told + struct.pack(">I", len(jpeg)) + jpeg)

    def _broken(self, child: asyncio.subprocess.Process) -> None:
        log.warning("coach_broke", code=child.returncode)
        self._broke_at = asyncio.get_running_loop().time()
        self._kill(child)

    def _kill(self, child: asyncio.subprocess.Process) -> None:
        """Whoever waits hears that it is gone."""
        if child is self._child:
            self._child = None
        with suppress(ProcessLookupError):
            child.kill()
        while self._asked:
            answer = self._asked.popleft()
            if not answer.done():
                answer.set_exception(CoachGone())


coach = Coach()
