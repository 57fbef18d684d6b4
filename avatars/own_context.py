"""What the pages show of an own avatar."""

from typing import Any

from avatars.models import Avatar, Kind, Work, WorkKind, WorkStatus
from avatars.progress import progress_of
from avatars.quality_card import card
from avatars.recordings import open_recording
from avatars.reports import Report, report_of
from avatars.status import Status
from avatars.usage import where_used


def own_context(avatar: Avatar) -> dict[str, Any]:
    """Nothing for a sample. Else:

    run (its newest Work, or None), progress (avatars.progress.Progress), report (avatars.reports.Report of the newest
    run that has one), refused (did the newest run fail?), uses (where it is used), quality (lines of the quality card),
    may (names of what can be done now: record cancel retry again deactivate reactivate delete), recording (the open
    one, to go on with), shown.
    """
    if avatar.kind != Kind.OWN:
        return {}
    run = avatar.works.select_related("recording").first()
    return {
        "run": run,
        "progress": progress_of(avatar),
        "report": _report(avatar, run),
        "refused": run is not None and run.status == WorkStatus.FAILED,
        "uses": where_used(avatar),
        "quality": card(avatar.quality),
        "may": may(avatar, run),
        "recording": open_recording(avatar),
        "shown": shown(avatar),
    }


def _report(avatar: Avatar, run: Work | None) -> Report | None:
    """Of the newest run; an activation shows what its creation found."""
    if run is None:
        return None
    if run.reasons or run.kind == WorkKind.CREATION:
        return report_of(run) if run.reasons or run.report else None
    before = avatar.works.filter(kind=WorkKind.CREATION, pk__lt=run.pk, recording=run.recording).first()
    return report_of(before) if before is not None and before.report else None


def may(avatar: Avatar, run: Work | None) -> set[str]:
    """What its owner can do with it now."""
    status = Status(avatar.status)
    working = run is not None and run.is_open and run.kind != WorkKind.RENEWAL
    if status == Status.DELETED:
        return set()
    offered = {"delete"}
    if working or status in (Status.DRAFT, Status.UPLOADING):
        offered.add("cancel" if working else "record")
    else:
        offered.add("again")
        if run is not None and run.recording is not None and run.status in ("failed", "cancelled"):
            offered.add("retry")
    if status == Status.ACTIVE:
        offered.add("deactivate")
    if status == Status.DEACTIVATED and avatar.bundle_path:
        offered.add("reactivate")
    return offered


def shown(avatar: Avatar) -> str:
    """What a page has to be loaded again for: the avatar's status, and whether its newest run has ended."""
    row = avatar.works.first()
    return f"{avatar.status}.{row.pk}.{row.is_open}" if row else avatar.status
