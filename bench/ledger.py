"""How fast the page of 100,000 ledger entries answers, whichever of its pages is asked for."""

import argparse
import os
import random
import tempfile
import time
from typing import Any

from .report import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=100, help="how often each kind of page is asked for")


def run(options: argparse.Namespace) -> Report:
    """In a database of its own: SQLite in a new folder, or a test database beside the one of DATABASE_URL."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_test_environment

        setup_test_environment()
        connection.creation.create_test_db(verbosity=0)
        try:
            return measure(options.entries, options.asked, connection.vendor)
        finally:
            connection.creation.destroy_test_db(":memory:", verbosity=0)


def measure(entries: int, asked: int, database: str) -> Report:
    """Milliseconds of the whole answer, templates and log-in included."""
    from django.test import Client

    from accounts.models import User

    user = User.objects.create_user("bench@example.org", "password")
    workspace = user.owned_workspaces.get()
    fill(workspace, entries)
    client = Client()
    client.force_login(user)
    report = Report("ledger", {"entries": entries, "database": database, "asked": asked})
    last = -(-entries // 50)
    kinds = {
        "first page": lambda: "",
        "any page": lambda: f"?page={random.randint(1, last)}",
        "last page": lambda: f"?page={last}",
        "any page of slots": lambda: f"?unit=slots&page={random.randint(1, last // 10)}",
        "any page of time": lambda: f"?unit=conversation_ms&page={random.randint(1, last * 9 // 10)}",
    }
    for name, query in kinds.items():
        started = time.process_time()
        times = sorted(ask(client, "/billing/ledger/" + query()) for _ in range(asked))
        report.add(f"{name}, mean", (time.process_time() - started) * 1000 / asked, "ms CPU")
        report.add(f"{name}, median", times[len(times) // 2], "ms")
        report.add(f"{name}, 95th percentile", times[int(len(times) * 0.95)], "ms", 200)
    times = sorted(ask(client, "/billing/") for _ in range(asked))
    report.add("overview, 95th percentile", times[int(len(times) * 0.95)], "ms", 200)
    started = time.perf_counter()
    file: Any = client.get("/billing/ledger.csv")
    size = sum(len(piece) for piece in file.streaming_content)
    report.add("all of it as a file", time.perf_counter() - started, "s")
    report.add("its size", size / 1e6, "MB")
    return report


def ask(client: Any, address: str) -> float:
    """Milliseconds of one answer."""
    started = time.perf_counter()
    assert client.get(address).status_code == 200
    return (time.perf_counter() - started) * 1000


def fill(workspace: Any, entries: int) -> None:
    """Entries as years of use make them, beside those of other workspaces: every tenth of slots."""
    from accounts.models import User
    from billing.models import LedgerEntry

    other = User.objects.create_user("other@example.org", "password").owned_workspaces.get()
    rows, sums = [], {"slots": 0, "conversation_ms": 0}
    for number in range(entries):
        unit, amount = ("slots", 1) if number % 10 == 0 else ("conversation_ms", 61_000)
        sums[unit] += amount
        rows.append(
            LedgerEntry(
                workspace=workspace,
                unit=unit,
                amount=amount,
                balance_after=sums[unit],
                key=f"bench:{number}",
                reason="Conversation",
                cause="used",
                conversation_code=f"c{number}",
            )
        )
    for number in range(entries // 4):
        rows.append(
            LedgerEntry(
                workspace=other,
                unit="slots",
                amount=1,
                balance_after=number,
                key=f"other:{number}",
                reason="Slot",
            )
        )
    random.Random(1).shuffle(rows)
    LedgerEntry.objects.bulk_create(rows, batch_size=2000)
