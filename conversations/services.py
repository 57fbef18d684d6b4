"""The only places where a conversation begins, gains a turn, and ends."""

from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from avatarsite.codes import new_code
from billing import meter
from billing.balances import balance
from billing.models import Meter, MeterStatus
from billing.reaper import reap, reap_workspace
from conversations.models import Conversation, Status, Turn
from projects.models import Project
from projects.snapshot import snapshot

log = structlog.get_logger(__name__)


@transaction.atomic
def start(project: Project, user: User) -> Conversation:
    """Start Chat: the project's copy, the meter and the row, or none of them.

    UserError of projects.snapshot (nobody to speak) or billing.meter (no credits, no place).
    """
    kept = snapshot(project)
    now = timezone.now()
    code = new_code()
    meter.start(project.workspace, code, now)
    end_dead(project.workspace_id)
    conversation = Conversation.objects.create(
        code=code, workspace=project.workspace, project=project, user=user, snapshot=kept, started_at=now
    )
    log.info("conversation_started", conversation=code, project=project.code)
    return conversation


def end(code: str, elapsed_ms: int, reason: str) -> Conversation:
    """Settle the meter and close the row. The first call decides; later ones change nothing."""
    with transaction.atomic():
        running = Meter.objects.get(key=code)
        billed = meter.settle(code, running.fence, elapsed_ms, reason)
        Conversation.objects.filter(code=code, status=Status.ACTIVE).update(
            status=Status.ENDED, ended_at=timezone.now(), end_reason=reason, elapsed_ms=elapsed_ms, billed_ms=billed
        )
    return Conversation.objects.get(code=code)


def end_elsewhere(code: str) -> Conversation:
    """End a conversation that this process does not run: billed to what its own process last confirmed."""
    return end(code, Meter.objects.get(key=code).confirmed_ms, "visitor")


def ended_silently(conversation: Conversation) -> bool:
    """Was its process dead for so long that it counts as lost? Then it ends here, billed to what was confirmed."""
    reap_workspace(conversation.workspace_id)
    end_dead(conversation.workspace_id)
    conversation.refresh_from_db()
    return not conversation.is_active


def sweep() -> int:
    """End all conversations of all workspaces whose process died. How many were still to be settled."""
    count = reap()
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


def renew(code: str, fence: int, elapsed_ms: int) -> tuple[int, int, int | None]:
    """Confirm and pay ahead: (paid until, what the workspace has beyond that, the session's limit or None), in ms."""
    until = meter.renew(code, fence, elapsed_ms)
    running = Meter.objects.select_related("workspace").get(key=code)
    return until, balance(running.workspace).free_ms, running.limit_ms


def keep_turn(code: str, turn: dict[str, Any]) -> None:
    """Append a turn (role, text, heard_text, interrupted, latency)."""
    with transaction.atomic():
        conversation = Conversation.objects.get(code=code)
        last = conversation.turns.aggregate(last=Max("position"))["last"]
        Turn.objects.create(conversation=conversation, position=0 if last is None else last + 1, **turn)


def used_transport(code: str, transport: str) -> None:
    """Which way the pictures went, for staff."""
    Conversation.objects.filter(code=code).exclude(transport=transport).update(transport=transport)
