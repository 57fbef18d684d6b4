"""The job worker: rq's own, with the job's id on every log line and the sweep for what dead processes left."""

from multiprocessing.process import BaseProcess
from typing import Any

import structlog
from django.db import DatabaseError, connection
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from structlog.contextvars import bound_contextvars

from avatars.jobs import sweep as sweep_runs
from avatarsite import sweeper
from avatarsite.embedded_redis import die_with_parent
from conversations.services import end_dead

SWEEP_S = 20
SWEEPING = "default"  # of several workers, who serves this queue
log = structlog.get_logger(__name__)


class LoggedWorker(Worker):
    """Binds job_id and job (the function's name) around each job; with rq's own upkeep, it sweeps."""

    sweeper: BaseProcess | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "maintenance_interval": SWEEP_S})

    def work(self, burst: bool = False, *args: Any, **options: Any) -> bool:
        """With the sweeper at its side, which is brought back should it fall."""
        if burst or SWEEPING not in self.queue_names():
            return bool(super().work(burst, *args, **options))
        self.sweeper = sweeper.begin()
        try:
            return bool(super().work(burst, *args, **options))
        finally:
            self.sweeper.terminate()

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run one job."""
        with bound_contextvars(job_id=job.id, job=job.func_name):
            return bool(super().perform_job(job, queue, execution))

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """In the fork that runs the job: it ends with this worker, however that ends, and is found by the sweep."""
        die_with_parent()
        super().main_work_horse(job, queue)

    def run_maintenance_tasks(self) -> None:
        """Also bring back runs whose process died, and close rows that were left open.

        The connection is closed: jobs run in forks of this process.
        """
        super().run_maintenance_tasks()
        if self.sweeper is not None and not self.sweeper.is_alive():
            self.sweeper = sweeper.begin()
        try:
            sweeper.sweep_once()
            end_dead()
            sweep_runs()
        except DatabaseError as error:
            log.warning("sweep_failed", error=type(error).__name__)
        connection.close()
