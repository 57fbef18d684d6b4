"""The plans that an installation begins with, and what they let a workspace do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import meter
from billing.models import Kind, Plan
from billing.subscriptions import change_plan
from billing.units import MS_PER_CREDIT, MS_PER_MINUTE

NOW = timezone.now() + timedelta(days=1)


def test_the_creation_plans(db: None) -> None:
    rows = Plan.objects.filter(kind=Kind.CREATION).values_list("name", "slots", "is_default")
    assert list(rows) == [
        ("Free", 0, True), ("Personal", 3, False), ("Team", 5, False), ("Enterprise", None, False),
    ]  # fmt: skip


def test_the_conversation_plans(db: None) -> None:
    rows = Plan.objects.filter(kind=Kind.CONVERSATION).values_list(
        "name", "price_cents", "conversation_ms", "renews_monthly", "users", "session_limit_ms"
    )
    assert list(rows) == [
        ("Free", 0, 2 * MS_PER_CREDIT, False, 1, None),
        ("Standard", 9900, 100 * MS_PER_CREDIT, True, 20, 20 * MS_PER_MINUTE),
        ("Enterprise", None, 0, False, None, None),
    ]


def test_standard_lets_twenty_talk_at_a_time_for_twenty_minutes_each(workspace: Workspace) -> None:
    standard = Plan.objects.get(name="Standard", kind=Kind.CONVERSATION)
    change_plan(workspace, Kind.CONVERSATION, standard, NOW, key="standard")
    for number in range(20):
        started = meter.start(workspace, f"talk{number}", NOW)
    with pytest.raises(UserError, match=r"billing.too_many_users") as refused:
        meter.start(workspace, "talk20", NOW)
    assert refused.value.facts == {"users": 20}
    until = 0
    for seconds in range(5, 1300, 5):
        until = meter.renew(
            started.key,
            started.fence,
            seconds * 1000,
            NOW + timedelta(seconds=seconds),
            reached_ms=seconds * 1000,
        ).until_ms
    assert until == 20 * MS_PER_MINUTE
    assert meter.settle(started.key, started.fence, 1_300_000, "session_limit") == 20 * MS_PER_MINUTE


def test_free_lets_one_talk_until_its_two_credits_are_used_up(workspace: Workspace) -> None:
    started = meter.start(workspace, "talk", NOW)
    with pytest.raises(UserError, match=r"billing.too_many_users"):
        meter.start(workspace, "next", NOW)
    for reached in range(5_000, 2 * MS_PER_CREDIT + 1, 5_000):
        at = NOW + timedelta(milliseconds=reached)
        until = meter.renew("talk", started.fence, reached, at, reached_ms=reached).until_ms
    assert until == 2 * MS_PER_CREDIT
    assert meter.settle("talk", started.fence, until + 900, "time_used_up") == 2 * MS_PER_CREDIT
    with pytest.raises(UserError, match=r"billing.no_credits"):
        meter.start(workspace, "again", NOW + timedelta(hours=1))
