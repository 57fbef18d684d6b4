"""Sessions whose process died: settled to the last moment that it confirmed, and their place given back."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from billing.ledger import locked_account
from billing.meter import SILENT, settle_silent
from billing.models import Meter, MeterStatus

log = structlog.get_logger(__name__)


def reap(now: datetime | None = None) -> int:
    """Settle every dead session of every workspace. Returns how many there were."""
    now = now or timezone.now()
    silent = Meter.objects.filter(status=MeterStatus.OPEN, confirmed_at__lt=now - SILENT)
    workspaces = sorted(set(silent.values_list("workspace_id", flat=True)))
    count = sum(reap_workspace(pk, now) for pk in workspaces)
    if count:
        log.warning("sessions_reaped", count=count)
    return count


@transaction.atomic
def reap_workspace(workspace_id: int, now: datetime | None = None) -> int:
    """The same for one workspace."""
    return settle_silent(locked_account(workspace_id), now or timezone.now())
