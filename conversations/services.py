"""The only places where a conversation begins, gains a turn, and ends."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from avatarsite.codes import new_code
from avatarsite.errors import UserError
from billing import meter
from billing.models import Meter, MeterStatus
from billing.reaper import reap, reap_workspace
from billing.usage import name_session
from conversations.models import Conversation, Status, Turn
from projects.models import Project
from projects.services import hold
from projects.snapshot import snapshot

log = structlog.get_logger(__name__)


@transaction.atomic
def start(project: Project, user: User) -> Conversation:
    """Start Chat of a member, in a place that the dead hold no more. UserError as begin, or
    "conversation.project_is_gone"."""
    if not hold(project):  # before the account's row
        raise UserError("conversation.project_is_gone")
    now = timezone.now()
    end_lost(project.workspace_id, now)
    return begin(project, user, now)


@transaction.atomic
def begin(
    project: Project, user: User | None, now: datetime, *, guest_key: str = "", most_ms: int | None = None
) -> Conversation:
    """The project's copy, the meter and the row, or none of them. `most_ms`: how long it may be, at most.

    Without a user a guest talks, who is known by `guest_key`. The dead were ended just before, with the same `now`.
    UserError of projects.snapshot (nobody to speak) or billing.meter (no credits, no place).
    """
    kept = snapshot(project)
    code = new_code()
    meter.start(project.workspace, code, now, most_ms=most_ms)
    name_session(code, project.code, project.name, by_guest=bool(guest_key))
    conversation = Conversation.objects.create(
        code=code, workspace=project.workspace, project=project, user=user, guest_key=guest_key, snapshot=kept,
        started_at=now,
    )  # fmt: skip
    log.info("conversation_started", conversation=code, project=project.code)
    return conversation


def end(code: str, elapsed_ms: int, reason: str, fence: int | None = None) -> Conversation:
    """Settle the meter and close the row. The first call decides; later ones change nothing.

    `fence`: of the process that runs it; without one, who asks from outside. A process that lost it changes nothing.
    """
    with transaction.atomic():
        running = Meter.objects.get(key=code)
        billed = meter.settle(code, running.fence if fence is None else fence, elapsed_ms, reason)
        if Meter.objects.filter(key=code, status=MeterStatus.SETTLED).exists():
            Conversation.objects.filter(code=code, status=Status.ACTIVE).update(
                status=Status.ENDED, ended_at=timezone.now(), end_reason=reason, elapsed_ms=elapsed_ms, billed_ms=billed
            )
    return Conversation.objects.get(code=code)


def end_elsewhere(code: str, reason: str = "visitor") -> Conversation:
    """End a conversation that this process does not run: billed to what its own process last confirmed."""
    return end(code, Meter.objects.get(key=code).confirmed_ms, reason)


def ended_silently(conversation: Conversation) -> bool:
    """Was its process dead for so long that it counts as lost? Then it ends here, billed to what was confirmed."""
    end_lost(conversation.workspace_id)
    conversation.refresh_from_db()
    return not conversation.is_active


def end_lost(workspace_id: int, now: datetime | None = None) -> None:
    """The same of all of a workspace. In a transaction, until whose end its account's row is locked from here on."""
    reap_workspace(workspace_id, now)
    end_dead(workspace_id)


def sweep() -> int:
    """End all conversations of all workspaces whose process died. How many were still to be settled."""
    count = reap()
    if count:
        end_dead()
    return count


def end_dead(workspace_id: int | None = None) -> None:
    """Close the rows, of one workspace or of all, whose meter was settled because their process died."""
    running = Conversation.objects.filter(status=Status.ACTIVE)
    if workspace_id is not None:
        running = running.filter(workspace_id=workspace_id)
    settled = Meter.objects.filter(status=MeterStatus.SETTLED, key__in=running.values("code"))
    for meter_ in settled:
        Conversation.objects.filter(code=meter_.key, status=Status.ACTIVE).update(
            status=Status.ENDED, ended_at=meter_.settled_at, end_reason="lost",
            elapsed_ms=meter_.settled_ms, billed_ms=meter_.settled_ms,
        )  # fmt: skip


def take_over(code: str) -> tuple[int, int]:
    """This process runs it from now on: (its fence, the milliseconds that count already).

    UserError("conversation.has_ended").
    """
    try:
        return meter.take_over(code)
    except UserError as error:
        raise UserError("conversation.has_ended") from error


def keep_turn(code: str, turn: dict[str, Any]) -> None:
    """Append a turn (role, text, heard_text, interrupted, latency)."""
    with transaction.atomic():
        conversation = Conversation.objects.get(code=code)
        last = conversation.turns.aggregate(last=Max("position"))["last"]
        Turn.objects.create(conversation=conversation, position=0 if last is None else last + 1, **turn)


def visitor_is(code: str, is_there: bool) -> None:
    """Has the visitor of a running conversation left, or come (back)?"""
    left_at = None if is_there else timezone.now()
    Conversation.objects.filter(code=code, status=Status.ACTIVE).update(left_at=left_at)


def used_transport(code: str, transport: str) -> None:
    """Which way the pictures went, for staff."""
    Conversation.objects.filter(code=code).exclude(transport=transport).update(transport=transport)
