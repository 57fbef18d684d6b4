"""Two questions for whoever watches the site: is the process alive, and can it serve?"""

from collections.abc import Callable
from datetime import UTC, datetime

import django_rq
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from redis import RedisError
from rq import Worker
from rq.worker import BaseWorker

from avatars.models import Avatar

WORKER_SILENT_S = 90


def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when all of database, redis, workers and samples are there, else 503; says which is not."""
    checks = {name: check() for name, check in CHECKS.items()}
    good = all(answer == "ok" for answer in checks.values())
    return JsonResponse({"status": "ok" if good else "not ready", **checks}, status=200 if good else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "the database does not answer"
    return "ok"


def _redis() -> str:
    try:
        django_rq.get_connection().ping()
    except RedisError:
        return "redis does not answer"
    return "ok"


def _worker() -> str:
    try:
        workers = Worker.all(connection=django_rq.get_connection())
        served = {queue for worker in workers if _heard(worker) for queue in worker.queue_names()}
    except RedisError:
        return "redis does not answer"
    silent = sorted(set(settings.RQ_QUEUES) - served)
    return f"no job worker has been heard for 90 s: {', '.join(silent)}" if silent else "ok"


def _heard(worker: BaseWorker) -> bool:
    beat = worker.last_heartbeat
    return beat is not None and (datetime.now(UTC) - _aware(beat)).total_seconds() < WORKER_SILENT_S


def _aware(beat: datetime) -> datetime:
    return beat if beat.tzinfo else beat.replace(tzinfo=UTC)


def _samples() -> str:
    try:
        return (
            "ok"
            if Avatar.objects.samples().active().exists()
            else "no sample avatar: run manage.py load_samples"
        )
    except DatabaseError:
        return "the database does not answer"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "redis": _redis,
    "worker": _worker,
    "samples": _samples,
}
