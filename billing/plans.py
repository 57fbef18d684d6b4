"""The plans that an installation begins with. Staff edit the rows afterwards; these only fill an empty table."""

from typing import Any

from billing.units import MS_PER_CREDIT, MS_PER_MINUTE

CREATION = "creation"
CONVERSATION = "conversation"

# Prices that the product has not named yet are placeholders for staff.
PLANS: list[dict[str, Any]] = [
    {
        "code": "creation-free",
        "kind": CREATION,
        "name": "Free",
        "price_cents": 0,
        "slots": 0,
        "is_default": True,
    },
    {"code": "creation-personal", "kind": CREATION, "name": "Personal", "price_cents": 2900, "slots": 3},
    {"code": "creation-team", "kind": CREATION, "name": "Team", "price_cents": 4900, "slots": 5},
    {
        "code": "creation-enterprise",
        "kind": CREATION,
        "name": "Enterprise",
        "price_cents": None,
        "slots": None,
    },
    {
        "code": "conversation-free",
        "kind": CONVERSATION,
        "name": "Free",
        "price_cents": 0,
        "slots": 0,
        "conversation_ms": 2 * MS_PER_CREDIT,
        "users": 1,
        "is_default": True,
    },
    {
        "code": "conversation-standard",
        "kind": CONVERSATION,
        "name": "Standard",
        "price_cents": 9900,
        "slots": 0,
        "conversation_ms": 100 * MS_PER_CREDIT,
        "renews_monthly": True,
        "users": 20,
        "session_limit_ms": 20 * MS_PER_MINUTE,
    },
    {
        "code": "conversation-enterprise",
        "kind": CONVERSATION,
        "name": "Enterprise",
        "price_cents": None,
        "slots": 0,
    },
]


def seed(plan_model: Any) -> None:
    """Put the plans in, if the table is empty. `plan_model`: Plan, also as a migration sees it."""
    if not plan_model.objects.exists():
        plan_model.objects.bulk_create(
            plan_model(position=position, **plan) for position, plan in enumerate(PLANS)
        )
