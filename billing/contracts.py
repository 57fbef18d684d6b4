"""What staff agree with one customer, in place of the plan's terms. It counts from the next Start Chat on."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing.models import Change, Kind, Subscription
from billing.months import month_around
from billing.subscriptions import give_included, locked, note

MOST = {"users": 1_000_000, "session_limit_ms": 10**12, "conversation_ms": 10**15, "price_cents": 10**9}
FIELDS = ("users", "session_limit_ms", "conversation_ms", "price_cents")


@transaction.atomic
def set_contract(
    workspace: Workspace, *, key: str, reason: str, actor: User | None = None, at: datetime | None = None,
    users: int | None = None, session_limit_ms: int | None = None, conversation_ms: int | None = None,
    price_cents: int | None = None,
) -> Subscription:  # fmt: skip
    """All terms of the conversation plan's contract; None is the plan's own.

    conversation_ms: each month, the first at once. UserError("billing.no_reason"), or ("billing.bad_contract") unless
    they are positive (time and price may be 0) and can be counted.
    """
    terms = dict(zip(FIELDS, (users, session_limit_ms, conversation_ms, price_cents), strict=True))
    _check(terms, reason)
    account, subscription = locked(workspace, Kind.CONVERSATION)
    if Change.objects.filter(key=key).exists():
        return subscription
    at = at or timezone.now()
    for name, value in terms.items():
        setattr(subscription, f"contract_{name}", value)
    if subscription.renews and subscription.period_start is None:
        subscription.anchor_at = at
        subscription.period_start, subscription.period_end = month_around(at, at)
    subscription.save()
    note(subscription, "contract_set", key, at, actor, reason, terms)
    give_included(account, subscription)
    return subscription


@transaction.atomic
def contract_users(
    workspace: Workspace, users: int, *, key: str, reason: str, actor: User | None = None
) -> None:
    """From the next Start Chat on, so many may talk at a time; all else stays. UserError as set_contract."""
    _check({"users": users}, reason)
    _, subscription = locked(workspace, Kind.CONVERSATION)
    if Change.objects.filter(key=key).exists():
        return
    subscription.contract_users = users
    subscription.save(update_fields=["contract_users"])
    note(subscription, "contract_set", key, timezone.now(), actor, reason, {"users": users})


def _check(terms: dict[str, int | None], reason: str) -> None:
    if not reason.strip():
        raise UserError("billing.no_reason")
    least = {"users": 1, "session_limit_ms": 1, "conversation_ms": 0, "price_cents": 0}
    if any(value is not None and not least[name] <= value <= MOST[name] for name, value in terms.items()):
        raise UserError("billing.bad_contract")
