"""The jobs: rung in Redis, kept in the database, found again by the sweep when a process died."""

from datetime import UTC, datetime, timedelta

import django_rq
import structlog
from django.db.models import Q
from django.utils import timezone
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job

from avatars import work
from avatars.models import Work, WorkKind, WorkStatus

QUEUE = "footage"  # of its own, with workers of its own: hours of work must not stand before a second's
HEARD = timedelta(seconds=90)
ATTEMPTS = 3  # so often a process may die in one run
STANDING = ("queued", "started", "deferred", "scheduled")
log = structlog.get_logger(__name__)


def run(pk: int) -> None:
    """The job: take the run and lead it. Rung twice, the second finds nothing to take."""
    from avatars.director import direct  # here: the services that the director calls ring this bell

    row = work.take(pk)
    if row is not None:
        direct(row)


def ring(row: Work) -> None:
    """Ask a worker to come. Rung once for each attempt; where Redis is away, the sweep rings later."""
    if _can_wait(row):
        return
    try:
        queue = django_rq.get_queue(QUEUE)
        name = f"work-{row.pk}-{row.attempt}"
        if not _stands(queue, name):
            queue.enqueue(run, row.pk, job_id=name, result_ttl=60, failure_ttl=3600)
    except RedisError as error:
        log.warning("run_not_rung", work=row.pk, error=type(error).__name__)


def _can_wait(row: Work) -> bool:
    """A renewal waits until nobody waits for anything else, and then for its turn: the sweep comes back to it."""
    if row.kind != WorkKind.RENEWAL:
        return False
    first = ~Q(kind=WorkKind.RENEWAL) | Q(status=WorkStatus.RUNNING) | Q(pk__lt=row.pk)
    return Work.objects.open().exclude(pk=row.pk).filter(first).exists()


def _stands(queue: Queue, name: str) -> bool:
    job = (
        Job.fetch(name, connection=queue.connection, serializer=queue.serializer)
        if _known(queue, name)
        else None
    )
    return job is not None and job.get_status() in STANDING


def _known(queue: Queue, name: str) -> bool:
    return bool(Job.exists(name, connection=queue.connection))


def is_served() -> bool:
    """Does a worker of the queue run now?"""
    try:
        beats = [one.last_heartbeat for one in Worker.all(queue=django_rq.get_queue(QUEUE))]
    except RedisError:
        return False
    return any(beat and timezone.now() - beat.replace(tzinfo=UTC) < HEARD for beat in beats)


def sweep(now: datetime | None = None) -> int:
    """Bring back runs whose process died, and ring for those whose bell was lost. Returns how many died."""
    from avatars.outcomes import died

    silent = Work.objects.filter(
        status=WorkStatus.RUNNING, heartbeat_at__lt=(now or timezone.now()) - work.SILENT
    )
    count = 0
    for row in silent.select_related("avatar__workspace"):
        if row.attempt >= ATTEMPTS:
            count += died(row)
        else:
            count += work.put_back(row)
    if count:
        log.warning("runs_swept", count=count)
    for row in Work.objects.filter(status=WorkStatus.WAITING):
        ring(row)
    return count
