"""kill -9 of the process that runs a session: settled to the last confirmed heartbeat, the place free within 10 s."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import meter
from billing.balances import balance
from billing.models import LedgerEntry, Meter
from billing.reaper import reap
from tests.billing.holder import HEARTBEAT_MS

pytestmark = pytest.mark.django_db(transaction=True)


def held(key: str) -> "subprocess.Popen[str]":
    """A process that runs the session `key` on the run's database."""
    environ = {**os.environ, "HELD_DATABASE": str(connection.settings_dict["NAME"])}
    command = [sys.executable, "-m", "tests.billing.holder", key]
    return subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )


def beat(process: "subprocess.Popen[str]") -> int:
    """One heartbeat, confirmed in the database: how far."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n")
    return int(process.stdout.readline())


def test_a_killed_process_is_settled_to_its_last_confirmed_heartbeat(workspace: Workspace) -> None:
    meter.start(workspace, "talk")
    with held("talk") as process:
        reached = [beat(process) for _ in range(5)]
        assert process.stdin
        process.stdin.write("\n")  # one more is under way when it dies
        process.send_signal(signal.SIGKILL)
    died = Meter.objects.get(key="talk")
    assert died.confirmed_ms in (reached[-1], reached[-1] + HEARTBEAT_MS)
    with pytest.raises(UserError, match=r"billing.too_many_users"):
        meter.start(workspace, "next", died.confirmed_at + timedelta(seconds=7))
    soon = died.confirmed_at + timedelta(seconds=9)  # the last heartbeat, 8 s of silence, the next sweep
    assert reap(soon) == 1
    assert meter.start(workspace, "next", soon).status == "open"
    entry = LedgerEntry.objects.get(conversation_code="talk")
    assert entry.amount == -died.confirmed_ms
    assert balance(workspace).ms == 600_000 - died.confirmed_ms


def test_who_was_taken_over_or_settled_can_not_charge_any_more(workspace: Workspace) -> None:
    meter.start(workspace, "talk")
    with held("talk") as process:
        beat(process)
        fence, elapsed = meter.take_over("talk")
        assert elapsed == HEARTBEAT_MS
        beat(process)
        beat(process)
        assert Meter.objects.get(key="talk").confirmed_ms == HEARTBEAT_MS
        assert meter.settle("talk", fence, 3_000, "visitor") == 3_000
        beat(process)
        process.kill()
    assert [entry.amount for entry in LedgerEntry.objects.filter(conversation_code="talk")] == [-3_000]
