"""The last place and the last credit, by real threads on the run's database."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing import meter
from billing.grants import grant
from billing.ledger import write
from billing.models import Account, LedgerEntry, Meter, Unit

pytestmark = pytest.mark.django_db(transaction=True)


def race(count: int, act: Callable[[int], object]) -> list[str]:
    """Run `act` in so many threads at once; the ids of the refusals."""
    refusals: list[str] = []
    together = threading.Barrier(count)

    def run(number: int) -> None:
        together.wait()
        try:
            act(number)
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


def owned(credits: int, users: int) -> Workspace:
    """A workspace with this contract."""
    workspace = User.objects.create_user("alice@example.org").owned_workspaces.get()
    grant(workspace, credits=credits, users=users, reason="Contract")
    return workspace


def test_exactly_as_many_start_as_there_are_places() -> None:
    workspace = owned(credits=100, users=5)
    refusals = race(25, lambda number: meter.start(workspace, f"talk{number}"))
    assert refusals == ["billing.too_many_users"] * 20
    assert Meter.objects.filter(status="open").count() == 5


def test_nobody_overspends_the_last_credit() -> None:
    workspace = owned(credits=1, users=50)
    write(workspace, Unit.CONVERSATION_MS, -(900_000 - 25_000), key="spent", reason="Test")
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
