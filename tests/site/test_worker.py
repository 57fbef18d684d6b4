"""The job worker: a real job through a real Redis, and the sweep."""

import json
from datetime import timedelta
from uuid import uuid4

import django_rq
import pytest
import structlog
from django.utils import timezone
from rq import SimpleWorker

from accounts.models import Workspace
from avatarsite.worker import LoggedWorker
from billing import meter
from billing.models import Meter

pytestmark = pytest.mark.django_db(transaction=True)  # the sweep closes its connection


class HereWorker(LoggedWorker, SimpleWorker):
    """Runs its job in this process, not in a fork."""


def tell(key: str) -> None:
    """A job that writes down the ids that its log lines would carry."""
    django_rq.get_connection().set(key, json.dumps(structlog.contextvars.get_contextvars()))


@pytest.fixture
def worker() -> HereWorker:
    """On a queue of its own."""
    queue = django_rq.get_queue()
    return HereWorker([queue], connection=queue.connection, serializer=queue.serializer)


def test_a_job_runs_with_its_id_on_every_line(worker: HereWorker) -> None:
    key = f"told-{uuid4()}"
    job = django_rq.enqueue(tell, key)
    worker.work(burst=True)
    assert job.get_status(refresh=True) == "finished"
    assert job.timeout == 3600
    ids = json.loads(worker.connection.get(key) or b"{}")
    assert (ids["job_id"], ids["job"]) == (job.id, "tests.site.test_worker.tell")
    assert "job_id" not in structlog.contextvars.get_contextvars()


def test_its_upkeep_settles_dead_sessions(worker: HereWorker, workspace: Workspace) -> None:
    meter.start(workspace, "dead", timezone.now() - timedelta(minutes=1))
    worker.run_maintenance_tasks()
    assert Meter.objects.get(key="dead").end_reason == "process_lost"
