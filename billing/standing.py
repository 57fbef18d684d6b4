"""Where a workspace stands with each of its two plans, for the pages: what it is, until when, and what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Workspace
from billing.lots import soonest_first
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
    rows = (
        Subscription.objects.filter(workspace=workspace).select_related("plan", "next_plan").order_by("kind")
    )
    return [standing(row, now) for row in rows]


def standing(row: Subscription, now: datetime) -> Standing:
    """Of one subscription. A payment that failed is said at once, one that is only missing after a day."""
    since = row.due_since
    due = since is not None and (row.payment_failed_at is not None or now - since >= USUAL_DELAY)
    return Standing(row, due, row.is_overdue(now))


def lapsing(workspace: Workspace) -> list[tuple[datetime | None, int]]:
    """What is left by when it lapses, the soonest first; None is what never does."""
    left: dict[datetime | None, int] = {}
    for lapses_at, ms in soonest_first(workspace.pk).values_list("lapses_at", "left_ms"):
        left[lapses_at] = left.get(lapses_at, 0) + ms
    return list(left.items())
