"""Where a workspace stands with each of its two plans, for the pages: what it is, until when, and what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Workspace
from billing.models import Subscription

# Money takes hours to come in: only then is it worth a word.
USUAL_DELAY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """due: a payment is missing, and the page says so. overdue: the grace is over, nobody can start a conversation."""

    subscription: Subscription
    due: bool
    overdue: bool

    @property
    def price_cents(self) -> int | None:
        """A month; None is by contract."""
        return self.subscription.price_cents


def standings(workspace: Workspace, now: datetime) -> list[Standing]:
    """Of conversation and of creation, in this order."""
    rows = Subscription.objects.filter(workspace=workspace).select_related("plan").order_by("kind")
    return [standing(row, now) for row in rows]


def standing(row: Subscription, now: datetime) -> Standing:
    """Of one subscription. A payment that failed is said at once, one that is only missing after a day."""
    since = row.due_since
    due = since is not None and (row.payment_failed_at is not None or now - since >= USUAL_DELAY)
    return Standing(row, due, row.is_overdue(now))
