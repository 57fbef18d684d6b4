"""What choosing a plan would mean for a workspace, in facts that the pages put into words."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Workspace
from billing import stripe_gateway
from billing.models import Account, Kind, Plan, Subscription
from billing.stripe_checkout import is_live


@dataclass(frozen=True)
class Offer:
    """how: current; ending (current until its month is over); coming (from then on); contract (not for sale here); up
    (at once); down, or leave for a free one (when the running month is over). at_stripe: a subscription that runs there
    moves, no new checkout.

    more_slots: what it adds to those that can be created now; None has no limit.
    """

    plan: Plan
    now: Plan
    how: str
    ends_at: datetime | None
    at_stripe: bool
    more_slots: int | None

    @property
    def is_mine(self) -> bool:
        """There is nothing to choose."""
        return self.how in ("current", "ending", "coming")


def offers(workspace: Workspace, kind: str) -> list[Offer]:
    """Of one kind, in the staff's order: those for sale, and the current one."""
    ours = Subscription.objects.select_related("plan").filter(workspace=workspace, kind=kind).first()
    if ours is None:
        return []
    at_stripe, used = is_live(ours), _used(workspace)
    rows = Plan.objects.filter(kind=kind)
    shown = [plan for plan in rows if plan.is_offered or plan.pk == ours.plan_id]
    return [_offer(ours, plan, at_stripe, used) for plan in shown]


def describe(workspace: Workspace, plan: Plan) -> Offer:
    """Of one plan."""
    ours = Subscription.objects.select_related("plan").get(workspace=workspace, kind=plan.kind)
    return _offer(ours, plan, is_live(ours), _used(workspace))


def _used(workspace: Workspace) -> Account:
    return Account.objects.get(pk=workspace.pk)


def _offer(ours: Subscription, plan: Plan, at_stripe: bool, account: Account) -> Offer:
    more = None
    if plan.slots is not None and plan.kind == Kind.CREATION:
        more = max(0, plan.slots - account.plan_slots_used) - account.plan_slots
    return Offer(plan, ours.plan, _how(ours, plan, at_stripe), ours.period_end, at_stripe, more)


def _how(ours: Subscription, plan: Plan, at_stripe: bool) -> str:
    """Whoever comes from a contract pays at a checkout first, also for less."""
    if plan.pk == ours.plan_id:
        return "ending" if ours.ends_at_period_end or ours.next_plan_id else "current"
    if plan.pk == ours.next_plan_id:
        return "coming"
    if plan.price_cents is None:
        return "contract"
    if plan.price_cents == 0:
        return "leave"
    is_less = plan.price_cents < (ours.price_cents or 0) and ours.period_end is not None
    return "down" if is_less and (at_stripe or not stripe_gateway.is_set_up()) else "up"
