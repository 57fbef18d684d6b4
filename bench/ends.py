"""What each way to end a conversation is billed, on a real site: Stop, a closed tab, no network, frozen, kill -9."""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import websockets

from .live.pages import Browser
from .live.site import ROOT, Site, running_site
from .outage import HEARTBEAT_S
from .report import Report

QUIET_S = 45.0  # by then the slowest of them has been settled
# bin/serve ends all of the site with its web process; on a real host the worker sweeps on, as this does.
SWEEP = """
import time; from avatarsite.sweeper import sweep_once
while True: sweep_once(); print(flush=True); time.sleep(1)
"""
BOOKS = """
import json; from billing.models import Meter, LedgerEntry
print(json.dumps({row.key: [row.settled_ms, row.settled_at.timestamp(),
    LedgerEntry.objects.filter(conversation_code=row.key).count()] for row in Meter.objects.filter(status="settled")}))
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--seconds", type=float, default=9, help="of conversation before each end")


@dataclass
class Talk:
    """One visitor; times on the wall clock."""

    how: str
    code: str = ""
    began_at: float = 0.0
    beats: list[float] = field(default_factory=list)
    gone_at: float = 0.0

    @property
    def active_ms(self) -> float:
        """Until it was gone."""
        return 1000 * (self.gone_at - self.began_at)

    @property
    def confirmed_ms(self) -> float:
        """Until its last heartbeat."""
        return 1000 * (self.beats[-1] - self.began_at)


def run(options: argparse.Namespace) -> Report:
    """All but the last at the same time; then the server is killed under one more."""
    report = Report(
        "ends",
        {"seconds": options.seconds, "database": "postgresql" if "DATABASE_URL" in os.environ else "sqlite"},
    )
    with running_site() as site:
        browser = Browser(site.url)
        browser.log_in()
        project = browser.project_in("en")
        talks = asyncio.run(together(browser, project, options.seconds))
        time.sleep(QUIET_S)
        with sweeping(site):
            killed = asyncio.run(under_a_killed_server(site, browser, project, options.seconds))
            time.sleep(QUIET_S)
        books = json.loads(manage(site, BOOKS).splitlines()[-1])
    for talk in [*talks, killed]:
        add_figures(report, talk, *books[talk.code])
    return report


def add_figures(report: Report, talk: Talk, billed: int, settled_at: float, entries: int) -> None:
    """Stop and a closed tab to the second; the others to the last heartbeat that arrived."""
    if talk.how in ("stop", "closed tab"):
        report.add(f"{talk.how}: billed, off the active time", abs(billed - talk.active_ms), "ms", 1000)
    else:
        report.add(f"{talk.how}: billed, over the active time", billed - talk.active_ms, "ms", 0)
        report.add(
            f"{talk.how}: under the last heartbeat", talk.confirmed_ms - billed, "ms", 1000 * HEARTBEAT_S
        )
    report.add(f"{talk.how}: place free after", settled_at - talk.gone_at, "s", 10)
    report.add(f"{talk.how}: entries", entries, "", 1)


async def together(browser: Browser, project: str, seconds: float) -> list[Talk]:
    """Four visitors at once."""
    talks = [Talk(how) for how in ("stop", "closed tab", "no network", "frozen")]
    await asyncio.gather(*(converse(browser, project, talk, seconds) for talk in talks))
    return talks


async def under_a_killed_server(site: Site, browser: Browser, project: str, seconds: float) -> Talk:
    """kill -9 of the process that serves it."""
    talk = Talk("kill -9")
    await converse(browser, project, talk, seconds, lambda: os.kill(site.pid, signal.SIGKILL))
    return talk


async def converse(browser: Browser, project: str, talk: Talk, seconds: float, kill: Any = None) -> None:
    """Say hello, beat, and go in its own way."""
    talk.began_at = time.time()
    started = await asyncio.to_thread(browser.start_chat, project)
    talk.code = started["code"]
    headers = {"Cookie": browser.cookies, "Origin": browser.url}
    address = browser.url.replace("http", "ws", 1) + started["ws"]
    tasks: list[asyncio.Task[None]] = []
    with contextlib.suppress(websockets.ConnectionClosed):
        async with websockets.connect(address, additional_headers=headers, max_size=None) as socket:
            await socket.send(json.dumps({"type": "hello", "transport": "websocket"}))
            tasks += [asyncio.create_task(beat(socket, talk)), asyncio.create_task(swallow(socket))]
            await asyncio.sleep(seconds)
            await go(socket, talk, tasks, kill)
    await asyncio.gather(*tasks, return_exceptions=True)


async def go(socket: Any, talk: Talk, tasks: list["asyncio.Task[None]"], kill: Any) -> None:
    """In its own way."""
    tasks[0].cancel()
    talk.gone_at = time.time()
    if talk.how == "stop":
        await socket.send(json.dumps({"type": "end"}))
        await asyncio.wait(tasks[1:], timeout=10)
    elif talk.how == "no network":
        socket.transport.abort()
    elif talk.how == "frozen":
        await asyncio.sleep(QUIET_S)
    elif kill is not None:
        kill()


async def beat(socket: Any, talk: Talk) -> None:
    """As the page does."""
    while True:
        await socket.send(json.dumps({"type": "heartbeat", "t": 0}))
        talk.beats.append(time.time())
        await asyncio.sleep(HEARTBEAT_S)


async def swallow(socket: Any) -> None:
    """Take what comes."""
    async for _ in socket:
        pass


def shell(code: str) -> list[str]:
    """The command of the site's own shell."""
    return [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]


def manage(site: Site, code: str) -> str:
    """What it prints."""
    done = subprocess.run(
        shell(code), cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@contextlib.contextmanager
def sweeping(site: Site) -> Iterator[None]:
    """Sweep each second until the block ends; it begins after the first sweep."""
    with subprocess.Popen(shell(SWEEP), cwd=ROOT, env=site.environment, stdout=subprocess.PIPE) as sweeper:
        assert sweeper.stdout is not None
        sweeper.stdout.readline()
        try:
            yield
        finally:
            sweeper.kill()
