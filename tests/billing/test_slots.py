"""Slots are standing: a plan's number once, an upgrade the difference, a downgrade keeps the avatars."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing.models import Account, Kind, LedgerEntry, Plan
from billing.purchases import add_slots
from billing.slots import refuse_without_slot, slots_left, use_slot
from billing.subscriptions import change_plan, payment_failed, payment_made


@pytest.fixture
def onto(workspace: Workspace):
    """`onto(slots)`: change to the seeded plan that has so many."""
    moment = timezone.now()

    def change(slots: int | None) -> None:
        nonlocal moment
        moment += timedelta(days=1)
        plan = Plan.objects.get(kind=Kind.CREATION, slots=slots)
        change_plan(workspace, Kind.CREATION, plan, moment, key=f"to {slots} {moment}")

    return change


def create(workspace: Workspace, *names: str) -> None:
    for name in names:
        use_slot(workspace, f"avatar:{name}", "Created")


def test_without_a_slot_it_is_said_before_anything_is_recorded(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"billing.no_slots"):
        refuse_without_slot(workspace)


def test_a_slot_is_used_once_for_each_avatar(workspace: Workspace, onto) -> None:
    onto(3)
    create(workspace, "a", "a", "a", "b")
    assert slots_left(workspace) == 1
    assert LedgerEntry.objects.filter(key="avatar:a").count() == 1


def test_what_fails_after_it_gives_it_back(workspace: Workspace, onto) -> None:
    onto(3)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        create(workspace, "a")
        _ = 1 / 0
    assert slots_left(workspace) == 3
    assert Account.objects.get(pk=workspace.pk).plan_slots == 3


def test_an_upgrade_gives_the_difference(workspace: Workspace, onto) -> None:
    onto(3)
    create(workspace, "a")
    onto(5)
    assert slots_left(workspace) == 4


def test_the_same_plan_twice_gives_nothing_more(workspace: Workspace, onto) -> None:
    onto(5)
    onto(5)
    assert slots_left(workspace) == 5


def test_a_downgrade_keeps_the_avatars_and_makes_no_new_ones_until_there_is_room(
    workspace: Workspace, onto
) -> None:
    onto(5)
    create(workspace, "a", "b", "c", "d")
    onto(3)
    assert slots_left(workspace) == 0
    onto(5)
    assert slots_left(workspace) == 1


def test_going_down_and_up_again_makes_no_slots(workspace: Workspace, onto) -> None:
    onto(5)
    create(workspace, *"abcde")
    onto(0)
    onto(5)
    with pytest.raises(UserError, match=r"billing.no_slots"):
        create(workspace, "f")


def test_bought_slots_come_after_the_plans_and_stay(workspace: Workspace, onto) -> None:
    onto(3)
    add_slots(workspace, 2, key="p1", reason="Bought")
    create(workspace, "a", "b", "c")
    onto(0)
    assert slots_left(workspace) == 2
    create(workspace, "d", "e")
    assert slots_left(workspace) == 0


def test_a_purchase_counts_once(workspace: Workspace) -> None:
    for _ in range(100):
        add_slots(workspace, 2, key="p1", reason="Bought")
    assert slots_left(workspace) == 2


def test_without_a_limit_each_use_writes_its_grant(workspace: Workspace, onto) -> None:
    onto(None)
    create(workspace, "a", "a", "b")
    entries = LedgerEntry.objects.filter(workspace=workspace, unit="slots").order_by("pk")
    assert [(entry.key, entry.amount, entry.balance_after) for entry in entries] == [
        ("avatar:a:grant", 1, 1),
        ("avatar:a", -1, 0),
        ("avatar:b:grant", 1, 1),
        ("avatar:b", -1, 0),
    ]
    assert slots_left(workspace) is None


def test_what_was_made_without_a_limit_counts_afterwards(workspace: Workspace, onto) -> None:
    onto(3)
    onto(None)
    create(workspace, *"abcd")
    onto(5)
    assert slots_left(workspace) == 1


def test_another_workspaces_key_is_refused(workspace: Workspace, charlie, onto) -> None:
    onto(3)
    create(workspace, "a")
    with pytest.raises(UserError, match=r"billing.key_used"):
        create(charlie.owned_workspaces.get(), "a")


def test_an_unpaid_plans_slots_wait_after_its_grace_and_bought_ones_do_not(
    workspace: Workspace, onto
) -> None:
    onto(3)
    now = timezone.now()
    payment_failed(workspace, Kind.CREATION, now - timedelta(days=6), key="failed")
    create(workspace, "a")
    payment_failed(workspace, Kind.CONVERSATION, now - timedelta(days=9), key="of the other plan")
    assert slots_left(workspace) == 2
    later = now + timedelta(days=1)
    assert slots_left(workspace, later) == 0
    with pytest.raises(UserError, match=r"billing.no_slots"):
        use_slot(workspace, "avatar:b", "Created", now=later)
    add_slots(workspace, 1, key="p1", reason="Bought")
    use_slot(workspace, "avatar:b", "Created", now=later)
    assert slots_left(workspace, later) == 0
    payment_made(workspace, Kind.CREATION, later, key="paid")
    assert slots_left(workspace, later) == 2


def test_an_unpaid_unlimited_plan_gives_none_after_its_grace(workspace: Workspace, onto) -> None:
    onto(None)
    now = timezone.now()
    payment_failed(workspace, Kind.CREATION, now, key="failed")
    assert slots_left(workspace, now + timedelta(days=6)) is None
    assert slots_left(workspace, now + timedelta(days=7)) == 0
