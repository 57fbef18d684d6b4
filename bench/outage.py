"""What becomes of a running conversation whose PostgreSQL is cut off for 30 s: a real site, a real line that breaks."""

import argparse
import asyncio
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import websockets

from tests.fakes.line import Line

from .live.pages import Browser
from .live.site import running_site
from .report import Report

HEARTBEAT_S = 2.0
LEASE_MS = 7_000
WAIT_S = 90.0
BOOKS = """
SELECT m.settled_ms, m.held_ms, m.end_reason, COUNT(e.id) FROM billing_meter m
LEFT JOIN billing_ledgerentry e ON e.conversation_code = m.key
WHERE m.key = %s AND m.status = 'settled' GROUP BY m.id
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--before", type=float, default=11, help="seconds of conversation before it")
    parser.add_argument("--away", type=float, default=30, help="seconds")
    parser.add_argument(
        "--how", choices=("cut", "stop"), default="cut", help="stop: nothing comes through any more"
    )


@dataclass
class Talk:
    """What the visitor saw; times on the monotonic clock."""

    began_at: float
    ended: dict[str, Any] = field(default_factory=dict)
    slices: list[float] = field(default_factory=list)


def run(options: argparse.Namespace) -> Report:
    """In a database of its own beside the one of DATABASE_URL."""
    report = Report("outage", {"before": options.before, "away": options.away, "how": options.how})
    with database() as direct, line_to(direct) as (line, through), running_site(DATABASE_URL=through) as site:
        browser = Browser(site.url)
        browser.log_in()
        chat = browser.start_chat(browser.project_in("en"))
        talk = Talk(time.monotonic())
        cut_at, back_at = asyncio.run(converse(browser, chat["ws"], talk, line, options))
        page_s = seconds_until(lambda: bool(browser.get("/billing/")), back_at)
        used, held, entries, settled_s = settled(direct, chat["code"], back_at)
        add_figures(report, talk, cut_at, (used, held, entries))
        report.add("in the books after the database was back", settled_s, "s")
        report.add("pages answer after it was back", page_s, "s")
    return report


def add_figures(report: Report, talk: Talk, cut_at: float, books: tuple[int, int, int]) -> None:
    """Never free, never twice, never over. The active time ends with the last picture: the goodbye comes after it."""
    used, held, entries = books
    last = max(talk.slices)
    report.add("pictures after the cut", sum(at > cut_at for at in talk.slices), "", 25, at_least=True)
    report.add("it went on for", last - cut_at, "s", LEASE_MS / 1000)
    report.add("billed", used, "ms", 1, at_least=True)
    report.add("billed, less what the page said", used - talk.ended["elapsed_ms"], "ms", 0)
    report.add("billed, less what was held", used - held, "ms", 0)
    over = used - (last - talk.began_at) * 1000
    report.add("billed, less the active time: over", over, "ms", 0)
    report.add("under", -over, "ms", 1000 * HEARTBEAT_S)
    report.add("entries in the ledger", entries, "", 1)


async def converse(
    browser: Browser, path: str, talk: Talk, line: Line, options: argparse.Namespace
) -> tuple[float, float]:
    """Talk, cut, wait, mend. When it was cut and when mended."""
    headers = {"Cookie": browser.cookies, "Origin": browser.url}
    address = browser.url.replace("http", "ws", 1) + path
    async with websockets.connect(address, additional_headers=headers, max_size=None) as socket:
        await socket.send(json.dumps({"type": "hello", "transport": "websocket"}))
        tasks = [asyncio.create_task(work) for work in (beat(socket), hear(socket, talk))]
        await asyncio.sleep(options.before)
        getattr(line, options.how)()
        cut_at = time.monotonic()
        await asyncio.sleep(options.away)
        line.mend()
        back_at = time.monotonic()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return cut_at, back_at


async def beat(socket: Any) -> None:
    """As the page does."""
    while True:
        await socket.send(json.dumps({"type": "heartbeat", "t": time.monotonic()}))
        await asyncio.sleep(HEARTBEAT_S)


async def hear(socket: Any, talk: Talk) -> None:
    """Notes pictures and the end."""
    async for message in socket:
        if isinstance(message, bytes):
            talk.slices.append(time.monotonic())
        elif (event := json.loads(message))["type"] == "ended":
            talk.ended = event


def settled(direct: str, code: str, since: float) -> tuple[int, int, int, float]:
    """(billed ms, held ms, entries, seconds after `since`), looked up around the line that was cut."""
    found: list[Any] = []

    def look() -> bool:
        with psycopg.connect(direct) as books:
            found[:] = books.execute(BOOKS, [code]).fetchall()
        return bool(found)

    took = seconds_until(look, since)
    time.sleep(20)  # whoever would charge again has come by then
    look()
    used, held, _, entries = found[0]
    return used, held, entries, took


def seconds_until(ask: Callable[[], bool], since: float) -> float:
    """Until it is true and raises nothing. TimeoutError."""
    while time.monotonic() - since < WAIT_S:
        try:
            if ask():
                return time.monotonic() - since
        except (OSError, psycopg.Error):
            pass
        time.sleep(0.1)
    raise TimeoutError


@contextmanager
def database() -> Iterator[str]:
    """A new one, until the block ends. RuntimeError unless DATABASE_URL names a PostgreSQL."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not url.scheme.startswith("postgres"):
        raise RuntimeError("Set DATABASE_URL to a PostgreSQL: SQLite is a file that nobody can cut off.")
    name, maintenance = f"outage_{secrets.token_hex(4)}", urlunsplit(url._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(url._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def line_to(direct: str) -> Iterator[tuple[Line, str]]:
    """The line, and the address through it."""
    url = urlsplit(direct)
    login = url.netloc.rpartition("@")[0]
    with Line(url.hostname or "127.0.0.1", url.port or 5432) as line:
        yield line, urlunsplit(url._replace(netloc=f"{login}@127.0.0.1:{line.port}"))
