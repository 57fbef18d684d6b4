"""The job worker: rq's own, with the job's id on every log line and the sweep for dead sessions."""

from typing import Any

import structlog
from django.db import DatabaseError, connection
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from structlog.contextvars import bound_contextvars

from conversations.services import sweep

SWEEP_S = 60
log = structlog.get_logger(__name__)


class LoggedWorker(Worker):
    """Binds job_id and job (the function's name) around each job; each minute, with rq's own upkeep, it sweeps."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "maintenance_interval": SWEEP_S})

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run one job."""
        with bound_contextvars(job_id=job.id, job=job.func_name):
            return bool(super().perform_job(job, queue, execution))

    def run_maintenance_tasks(self) -> None:
        """Also settle sessions whose process died. The connection is closed: jobs run in forks of this process."""
        super().run_maintenance_tasks()
        try:
            sweep()
        except DatabaseError as error:
            log.warning("sweep_failed", error=type(error).__name__)
        connection.close()
