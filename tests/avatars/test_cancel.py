"""Cancelling, in every stage, by a real process that is in the middle of it; and what else ends a run from outside."""

import os
import select
import threading
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from avatars import jobs, services, work
from avatars.director import Look
from avatars.folders import home, work_folder
from avatars.models import Avatar, Recording, Work
from avatars.receive import receive
from avatars.status import Status
from avatarsite.errors import UserError
from billing.models import LedgerEntry
from tests.avatars.conftest import order

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("told_stages", "one_slot"),
]


class Worker(threading.Thread):
    """Runs one job, as a worker's process would."""

    def __init__(self, row: Work) -> None:
        super().__init__()
        self.row = row
        self.start()

    def run(self) -> None:
        try:
            jobs.run(self.row.pk)
        finally:
            connection.close()

    def ended(self) -> bool:
        """Within 5 s?"""
        self.join(5)
        return not self.is_alive()


def stage_begins(folder: Path) -> list[int]:
    """Wait until a stage that hangs is running; its process and the one that it started."""
    return [int(pid) for pid in (folder / "started").read_text().split()]


def is_gone(pid: int) -> bool:
    """Has the process ended, or does it within 5 s? A kill is sent before the worker ends, but takes its time."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 5)[0])
    finally:
        os.close(handle)


@pytest.mark.parametrize("stage", ["probe", "clean", "faces", "gate", "speech", "build"])
def test_it_ends_at_once_with_all_its_processes(
    avatar: Avatar, recording: Recording, alice: User, stage: str
) -> None:
    row = services.begin_creation(avatar, recording)
    folder = order(row, **{stage: "hang"})
    if stage == "build":
        jobs.run(row.pk)
        row = avatar.works.get(kind="activation")
    worker = Worker(row)
    processes = stage_begins(folder)
    services.cancel(avatar, alice)
    assert worker.ended()
    assert all(is_gone(pid) for pid in processes)
    avatar.refresh_from_db()
    assert (avatar.status, avatar.works.first().status) == (Status.CANCELLED, "cancelled")  # type: ignore[union-attr]
    assert LedgerEntry.objects.filter(key=f"avatar:{avatar.code}").exists() == (stage == "build")


def test_one_that_waits_is_cancelled_and_never_runs(avatar: Avatar, recording: Recording) -> None:
    row = services.begin_creation(avatar, recording)
    services.cancel(avatar)
    jobs.run(row.pk)
    assert Work.objects.get().status == "cancelled"
    assert not home(avatar).exists()


def test_taking_in_the_recording_ends_too(avatar: Avatar, recording: Recording) -> None:
    """The first stage has no process of its own: it asks before each take whether the run is still its own."""
    row = work.take(services.begin_creation(avatar, recording).pk)
    assert row is not None
    work.enter(row, "receive")
    services.cancel(avatar)
    with pytest.raises(work.Lost):
        receive(recording, work_folder(row), Look(row))
    assert not list((work_folder(row) / "source").iterdir())


def test_after_cancelling_it_goes_on_where_it_stopped(avatar: Avatar, recording: Recording) -> None:
    row = services.begin_creation(avatar, recording)
    folder = order(row, faces="hang")
    worker = Worker(row)
    stage_begins(folder)
    services.cancel(avatar)
    assert worker.ended()
    again = services.retry(avatar)
    order(again)
    jobs.run(again.pk)
    avatar.refresh_from_db()
    assert avatar.status == Status.ACTIVATING


def test_nothing_that_ended_can_be_cancelled(avatar: Avatar, recording: Recording) -> None:
    row = services.begin_creation(avatar, recording)
    jobs.run(row.pk)
    jobs.run(avatar.works.get(kind="activation").pk)
    with pytest.raises(UserError, match=r"avatar.nothing_to_cancel"):
        services.cancel(avatar)


def test_deleting_ends_what_runs_and_leaves_no_file(
    avatar: Avatar, recording: Recording, var_dir: Path
) -> None:
    row = services.begin_creation(avatar, recording)
    folder = order(row, clean="hang")
    worker = Worker(row)
    stage_begins(folder)
    services.delete(avatar)
    assert worker.ended()
    assert Avatar.objects.get(pk=avatar.pk).status == Status.DELETED
    assert not (var_dir / "avatars" / avatar.code).exists()
    assert not (var_dir / "recordings" / recording.code).exists()


def test_a_stage_that_hangs_is_given_up(
    avatar: Avatar, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avatars.running.SILENT_S", 0.0)
    row = services.begin_creation(avatar, recording)
    folder = order(row, clean="hang")
    os.unlink(folder / "started")
    jobs.run(row.pk)
    assert Work.objects.get().reasons == [{"id": "avatar.stage_crashed", "facts": {}}]
