"""The job worker: rq's own, with the job's id on every log line and the sweep for what dead processes left."""

from typing import Any

import structlog
from django.db import DatabaseError, connection
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from structlog.contextvars import bound_contextvars

from avatars.jobs import sweep as sweep_runs
from avatarsite.embedded_redis import die_with_parent
from conversations.services import sweep as sweep_conversations

SWEEP_S = 20
log = structlog.get_logger(__name__)


class LoggedWorker(Worker):
    """Binds job_id and job (the function's name) around each job; with rq's own upkeep, it sweeps."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "maintenance_interval": SWEEP_S})

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run one job."""
        with bound_contextvars(job_id=job.id, job=job.func_name):
            return bool(super().perform_job(job, queue, execution))

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """In the fork that runs the job: it ends with this worker, however that ends, and is found by the sweep."""
        die_with_parent()
        super().main_work_horse(job, queue)

    def run_maintenance_tasks(self) -> None:
        """Also end sessions and bring back runs whose process died.

        The connection is closed: jobs run in forks of this process.
        """
        super().run_maintenance_tasks()
        try:
            sweep_conversations()
            sweep_runs()
        except DatabaseError as error:
            log.warning("sweep_failed", error=type(error).__name__)
        connection.close()
