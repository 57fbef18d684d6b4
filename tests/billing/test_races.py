"""The last place and the last credit, by real threads on the run's database."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing import meter
from billing.grants import grant
from billing.ledger import write
from billing.models import Account, Kind, LedgerEntry, Meter, Plan, Unit
from billing.slots import slots_left, use_slot
from billing.subscriptions import change_plan, payment_failed

pytestmark = pytest.mark.django_db(transaction=True)

# SQLite lets one writer in at a time, each after waiting: fewer are as good there, and much quicker.
MANY = 100 if connection.vendor == "postgresql" else 30


def race(count: int, act: Callable[[int], object]) -> list[str]:
    """Run `act` in so many threads at once; the ids of the refusals."""
    refusals: list[str] = []
    together = threading.Barrier(count)

    def run(number: int) -> None:
        together.wait()
        try:
            patiently(act, number)
        except UserError as error:
            refusals.append(error.message_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refusals


def patiently(act: Callable[[int], object], number: int) -> None:
    """So many threads share the pool's 20 connections: who waits too long on a busy machine asks again."""
    while True:
        try:
            act(number)
            return
        except OperationalError as error:
            if type(error.__cause__).__name__ != "PoolTimeout":
                raise


def owned(credits: int, users: int) -> Workspace:
    """A workspace with this contract."""
    workspace = User.objects.create_user("alice@example.org").owned_workspaces.get()
    grant(workspace, credits=credits, users=users, reason="Contract")
    return workspace


def test_of_many_starts_exactly_as_many_get_in_as_there_are_places() -> None:
    workspace = owned(credits=100, users=20)
    refusals = race(MANY, lambda number: meter.start(workspace, f"talk{number}"))
    assert refusals == ["billing.too_many_users"] * (MANY - 20)
    assert Meter.objects.filter(status="open").count() == 20


def test_twenty_sessions_racing_for_the_last_credit_spend_it_to_the_millisecond() -> None:
    """Each pays ahead as long as there is something, and uses what it paid: together one credit and nothing more."""
    workspace = owned(credits=1, users=20)
    write(workspace, Unit.CONVERSATION_MS, -600_000, key="spent", reason="Only one credit is left")

    def talk(number: int) -> None:
        row = meter.start(workspace, f"talk{number}")
        until, before = row.held_ms, -1
        while until > before:
            before = until
            until = meter.renew(row.key, row.fence, until, reached_ms=until).until_ms
        meter.settle(row.key, row.fence, until, "time_used_up")

    assert set(race(20, talk)) <= {"billing.no_credits"}
    spent = sum(row.settled_ms or 0 for row in Meter.objects.all())
    account = Account.objects.get(pk=workspace.pk)
    assert (spent, account.conversation_ms, account.held_ms) == (300_000, 0, 0)


def test_nobody_overspends_what_is_left() -> None:
    workspace = owned(credits=1, users=50)
    write(workspace, Unit.CONVERSATION_MS, -(900_000 - 2 * meter.LEASE_MS - 1), key="spent", reason="Test")
    refusals = race(12, lambda number: meter.start(workspace, f"talk{number}"))
    assert refusals == ["billing.no_credits"] * 9
    for row in Meter.objects.all():
        meter.settle(row.key, row.fence, 60_000, "user_ended")
    assert Account.objects.get(pk=workspace.pk).conversation_ms == 0


def test_racing_settlements_bill_once() -> None:
    workspace = owned(credits=1, users=1)
    started = meter.start(workspace, "talk")
    race(12, lambda number: meter.settle("talk", started.fence, 4_000 + number, "user_ended"))
    assert LedgerEntry.objects.filter(conversation_code="talk").count() == 1


def test_racing_grants_with_one_key_give_once() -> None:
    workspace = owned(credits=1, users=1)
    race(8, lambda _: grant(workspace, slots=1, reason="Once", key="once"))
    assert Account.objects.get(pk=workspace.pk).slots == 1


def test_two_creations_racing_for_the_last_slot_give_one_avatar_and_one_refusal() -> None:
    workspace = owned(credits=1, users=1)
    grant(workspace, slots=1, reason="The last")
    refusals = race(2, lambda number: use_slot(workspace, f"avatar:{number}", "Created"))
    assert refusals == ["billing.no_slots"]
    assert slots_left(workspace) == 0
    assert LedgerEntry.objects.filter(key__startswith="avatar:").count() == 1


def test_racing_news_of_one_event_counts_once() -> None:
    workspace, now = owned(credits=1, users=1), timezone.now()
    plan = Plan.objects.get(kind=Kind.CONVERSATION, renews_monthly=True)
    race(8, lambda _: change_plan(workspace, Kind.CONVERSATION, plan, now, key="event"))
    race(8, lambda _: payment_failed(workspace, Kind.CONVERSATION, now, key="failed"))
    assert LedgerEntry.objects.filter(cause="included", amount=plan.conversation_ms).count() == 1
