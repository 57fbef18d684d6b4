"""Guests of a project's shared page: may one begin now, and for how long? The owner's limits, kept exactly."""

from datetime import UTC, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.timesince import timeuntil

from avatarsite.errors import UserError
from billing.balances import balance
from billing.models import Meter, MeterStatus
from conversations import returning, services
from conversations.models import Conversation, Status
from conversations.visitor import Guest
from projects.access import access_shared_page
from projects.models import Project, SharedPage

log = structlog.get_logger(__name__)

LEAST_MS = 15_000  # a conversation that is shorter is none: most of it would be loading


def start(guest: Guest) -> Conversation:
    """Start Chat on a shared page, in the place of what the guest has left. UserError("guest.…"): why not now."""
    returning.end_left_of(guest)
    try:
        return _start(guest)
    except Http404 as error:
        raise UserError("guest.closed") from error
    except UserError as error:
        log.info("guest_refused", why=error.message_id)
        raise as_guests_read(error) from error


@transaction.atomic
def _start(guest: Guest) -> Conversation:
    """The page's row is locked, so that its owner can't close it meanwhile, then the account's: one after the other."""
    page = access_shared_page(guest.link, lock=True)
    project, now = page.project, timezone.now()
    services.end_lost(project.workspace_id, now)
    return services.begin(project, None, now, guest_key=guest.key, most_ms=time_for(page, guest, now))


def refusal(page: SharedPage, guest: Guest) -> UserError | None:
    """Why nobody need check a microphone there now, as far as that is known before Start Chat."""
    try:
        time_for(page, guest)
    except UserError as error:
        return error
    return None if balance(page.project.workspace).free_ms > 0 else UserError("guest.not_now")


def running_now(guest: Guest) -> Conversation | None:
    """What the guest talks in."""
    return guest.begun().filter(status=Status.ACTIVE).first()


def as_guests_read(error: UserError) -> UserError:
    """A refusal without a word about its owner's credits, plan and avatars."""
    if error.message_id.startswith("guest."):
        return error
    return UserError("guest.full" if error.message_id == "billing.too_many_users" else "guest.not_now")


def time_for(page: SharedPage, guest: Guest, now: datetime | None = None) -> int:
    """How many milliseconds the guest's next conversation may last. UserError("guest.…") where none may begin now.

    Exact under the lock of the workspace's account; without it, as it seems.
    """
    now = now or timezone.now()
    if running_now(guest) is not None:
        raise UserError("guest.talks_already")
    if of_guests(page.project).filter(status=Status.ACTIVE).count() >= page.guests:
        raise UserError("guest.full")
    used_ms, promised_ms = _today(page.project, now)
    if page.day_ms - used_ms < LEAST_MS:
        raise UserError("guest.day_is_over", time=timeuntil(_midnight(now) + timedelta(days=1), now))
    left_ms = page.day_ms - used_ms - promised_ms
    if left_ms < LEAST_MS:
        raise UserError("guest.rest_is_taken")
    return min(page.conversation_ms, left_ms)


def of_guests(project: Project) -> QuerySet[Conversation]:
    """What guests began."""
    return Conversation.objects.filter(project=project).exclude(guest_key="")


def _today(project: Project, now: datetime) -> tuple[int, int]:
    """(what its guests were billed for, what those who talk may still use) of the conversations that began today."""
    began = of_guests(project).filter(started_at__gte=_midnight(now))
    sums = Meter.objects.filter(key__in=began.values("code")).aggregate(
        used=Sum("settled_ms"), promised=Sum("limit_ms", filter=Q(status=MeterStatus.OPEN))
    )
    return sums["used"] or 0, sums["promised"] or 0


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
