"""What staff agree with a customer in one stroke: the plans, and terms in place of the conversation plan's."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.codes import new_code
from avatarsite.errors import UserError
from billing import subscriptions
from billing.contracts import set_contract
from billing.models import Kind, Plan, Subscription
from billing.stripe_checkout import is_live
from billing.units import MS_PER_MINUTE, ms_of_credits

TERMS = ("credits", "users", "session_minutes", "price")


@transaction.atomic
def agree(
    workspace: Workspace, *, conversation: Plan, creation: Plan, reason: str, actor: User, **terms: Any
) -> None:
    """All or nothing. terms: credits each month, users, session_minutes, price a month; None is the plan's own.

    UserError("billing.no_reason"), ("billing.bad_contract"), ("billing.paid_elsewhere", plan=) for another plan while
    the customer pays for the old one at Stripe, ("billing.same_as_agreed") when nothing is different.
    """
    if not reason.strip():
        raise UserError("billing.no_reason")
    wanted = {Kind.CONVERSATION: conversation, Kind.CREATION: creation, **terms}
    if not _differs(workspace, wanted):
        raise UserError("billing.same_as_agreed")
    now, key = timezone.now(), f"agreed:{new_code()}"
    for plan in (conversation, creation):
        ours = subscriptions.locked(workspace, plan.kind)[1]
        if ours.plan_id != plan.pk:
            if is_live(ours):
                raise UserError("billing.paid_elsewhere", plan=ours.plan.name)
            subscriptions.change_plan(
                workspace, plan.kind, plan, now, key=f"{key}:{plan.kind}", actor=actor, reason=reason
            )
    if _differs(workspace, terms):
        set_contract(workspace, key=key, reason=reason, actor=actor, at=now, **_in_units(terms))


def agreed(workspace: Workspace) -> dict[str, Any]:
    """As it is now, for the form."""
    plans = {row.kind: row for row in Subscription.objects.filter(workspace=workspace).select_related("plan")}
    talk = plans.get(Kind.CONVERSATION)
    found: dict[str, Any] = {kind: row.plan for kind, row in plans.items()}
    if talk is not None:
        limit, price, ms = (
            talk.contract_session_limit_ms,
            talk.contract_price_cents,
            talk.contract_conversation_ms,
        )
        found["users"] = talk.contract_users
        found["session_minutes"] = None if limit is None else limit // MS_PER_MINUTE
        found["price"] = None if price is None else Decimal(price) / 100
        found["credits"] = None if ms is None else Decimal(ms) / 300_000
    return found


def _differs(workspace: Workspace, wanted: dict[str, Any]) -> bool:
    """Terms that are not named are none."""
    now = agreed(workspace)
    return any(wanted.get(name) != now.get(name) for name in {*TERMS, *wanted})


def _in_units(terms: dict[str, Any]) -> dict[str, int | None]:
    credits, minutes, price = terms.get("credits"), terms.get("session_minutes"), terms.get("price")
    return {
        "users": terms.get("users"),
        "session_limit_ms": None if minutes is None else minutes * MS_PER_MINUTE,
        "conversation_ms": None if credits is None else ms_of_credits(credits),
        "price_cents": None if price is None else int(price * 100),
    }
