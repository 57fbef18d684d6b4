"""The job worker: rq's own, with the job's id on every log line."""

from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from structlog.contextvars import bound_contextvars

WORKER_TTL_S = 40  # a worker that is alive says so every 25 s


class LoggedWorker(Worker):
    """Binds job_id and job (the function's name) around each job."""

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run one job."""
        with bound_contextvars(job_id=job.id, job=job.func_name):
            return bool(super().perform_job(job, queue, execution))
