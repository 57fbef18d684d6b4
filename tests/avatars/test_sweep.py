"""Workers that die: what they had is taken up again, where it stopped."""

import os
import signal
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkProcess

import django_rq
import pytest
from django.db import connection
from django.utils import timezone
from rq.job import Job

from avatars import jobs, services, work
from avatars.models import Avatar, Recording, Work
from avatars.status import Status
from billing.slots import slots_left
from tests.avatars.conftest import order
from tests.avatars.test_cancel import is_gone, stage_begins

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told_stages", "one_slot")]


def worker(row: Work) -> ForkProcess:
    """A process of its own that runs the job, as rq's fork does."""
    connection.close()  # a connection that two processes share serves neither
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
    process = get_context("fork").Process(target=jobs.run, args=(row.pk,))
    process.start()
    return process


def later() -> timedelta:
    """So long that a run which was not heard has lost its process."""
    return work.SILENT + timedelta(seconds=1)


def test_a_killed_worker_s_run_goes_on_where_it_stopped(avatar: Avatar, recording: Recording) -> None:
    row = services.begin_creation(avatar, recording)
    folder = order(row, faces="hang")
    process = worker(row)
    stage, helper = stage_begins(folder)
    process.kill()
    process.join()
    os.kill(helper, signal.SIGKILL)
    assert jobs.sweep() == 0  # it was heard a moment ago
    assert jobs.sweep(timezone.now() + later()) == 1
    assert is_gone(stage)
    assert avatar.workspace is not None
    assert slots_left(avatar.workspace) == 1  # interrupted: nothing deducted
    order(row)
    jobs.run(row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempt) == ("done", 2)
    assert Avatar.objects.get(pk=avatar.pk).status == Status.ACTIVATING
    assert slots_left(avatar.workspace) == 0  # succeeded: one, however many tries it took


def test_a_process_that_was_thought_dead_writes_nothing_any_more(
    avatar: Avatar, recording: Recording
) -> None:
    services.begin_creation(avatar, recording)
    slow = work.take(avatar.works.get().pk)
    assert slow is not None
    jobs.sweep(timezone.now() + later())
    other = work.take(slow.pk)
    assert other is not None
    for write in (lambda: work.enter(slow, "probe"), lambda: work.leave(slow, 1), lambda: work.check(slow)):
        with pytest.raises(work.Lost):
            write()
    work.check(other)


def test_after_three_deaths_it_says_so(avatar: Avatar, recording: Recording) -> None:
    pk = services.begin_creation(avatar, recording).pk
    for _ in range(jobs.ATTEMPTS):
        assert work.take(pk) is not None
        assert jobs.sweep(timezone.now() + later()) == 1
    avatar.refresh_from_db()
    assert (avatar.status, avatar.works.get().reasons[0]["id"]) == (Status.FAILED, "avatar.worker_died")
    assert work.take(pk) is None
    assert avatar.workspace is not None
    assert slots_left(avatar.workspace) == 1


def test_a_lost_bell_is_rung_again_and_only_once(avatar: Avatar, recording: Recording) -> None:
    row = services.begin_creation(avatar, recording)
    queue = django_rq.get_queue(jobs.QUEUE)
    queue.empty()
    name = f"work-{row.pk}-0"
    for _ in range(3):
        jobs.sweep()
    assert [job.id for job in queue.jobs] == [name]
    assert Job.fetch(name, connection=queue.connection, serializer=queue.serializer).timeout == 24 * 3600
    queue.empty()
