"""Leads one run through its stages and records how it ended."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from avatars import bell, outcomes, work
from avatars.folders import forget_all, work_folder
from avatars.footage.errors import FootageError, Reason
from avatars.models import Work, WorkKind
from avatars.receive import receive
from avatars.reports import read_report
from avatars.running import StageCrashed, run_stage
from avatars.stages import STAGES
from avatars.status import Status
from avatarsite.errors import UserError

BELL_S = 1.0
log = structlog.get_logger(__name__)


def direct(row: Work) -> None:
    """All stages of a run that this process took. Whatever happens, the run ends, unless it was lost to somebody."""
    try:
        _record(row, _lead)
    except work.Lost:
        log.info("run_lost", work=row.pk, stage=row.stage)
        _leave_nothing(row)
    except BaseException:  # the job's own time-out; the worker's end leaves the run to the sweep
        log.exception("run_broken", work=row.pk, stage=row.stage)
        raise


def _leave_nothing(row: Work) -> None:
    """Of a deleted avatar; its stage may have written after the files went."""
    row.avatar.refresh_from_db()
    if row.avatar.status == Status.DELETED:
        forget_all(row.avatar)


def _record(row: Work, lead: Callable[[Work], None]) -> None:
    try:
        lead(row)
    except FootageError as error:
        outcomes.failed(row, error.reasons)
    except UserError as error:
        outcomes.failed(row, [Reason(error.message_id, error.facts)])
    except StageCrashed as error:
        log.error("stage_crashed", work=row.pk, stage=row.stage, detail=str(error))
        outcomes.failed(row, [Reason("avatar.renewal_crashed" if row.renews else "avatar.stage_crashed")])


def _lead(row: Work) -> None:
    answer: Any = None
    for stage in STAGES[row.kind]:
        work.enter(row, stage)
        bell.ring(row.avatar)
        started = time.monotonic()
        try:
            answer = _stage(row, stage)
        finally:  # a refusal, too, leaves what was found
            work.write(row, **read_report(work_folder(row)), heartbeat_at=timezone.now())
        work.leave(row, time.monotonic() - started)
    if row.kind == WorkKind.CREATION:
        outcomes.created(row)
    else:
        outcomes.activated(row, answer or {})


def _stage(row: Work, stage: str) -> Any:
    folder, look = work_folder(row), Look(row)
    if stage == "receive":
        return receive(row.recording, folder, look)
    task: dict[str, Any] = {"stage": stage, "work": str(folder)}
    if stage == "build":
        out, task["manifest"] = outcomes.new_bundle(row)
        task |= {"out": str(out), "cache": str(settings.BUNDLE_CACHE_DIR)}
    ran = run_stage(task, look)
    log.info(
        "stage_done", work=row.pk, stage=stage, seconds=round(ran.seconds, 1), peak_mb=round(ran.peak_mb)
    )
    return ran.answer


class Look:
    """Called several times a second while a stage runs: is the run still ours? Keeps row and pages up to date."""

    def __init__(self, row: Work) -> None:
        self.row = row
        self.told_at = time.monotonic()

    def __call__(self, share: float) -> None:
        """Raises work.Lost. A database that is away for a moment stops nothing."""
        try:
            work.check(self.row)
            if time.monotonic() - self.told_at >= BELL_S:
                self.told_at = time.monotonic()
                moved = abs(share - self.row.share) >= 0.002
                work.write(self.row, share=share, heartbeat_at=timezone.now())
                if moved:
                    bell.ring(self.row.avatar)
        except OperationalError as error:
            log.warning("run_not_written", work=self.row.pk, error=type(error).__name__)
            connection.close()
