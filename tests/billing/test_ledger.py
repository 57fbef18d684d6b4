"""The ledger is append-only and its sums never fall below zero."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing.ledger import write
from billing.models import Account, LedgerEntry, Unit


def test_an_entry_can_not_be_changed(workspace: Workspace) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.update(amount=1)


def test_an_entry_can_not_be_deleted(workspace: Workspace) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.all()._raw_delete("default")


def test_the_same_key_counts_once(workspace: Workspace) -> None:
    first = write(workspace, Unit.SLOTS, 3, key="once", reason="Test")
    assert write(workspace, Unit.SLOTS, 3, key="once", reason="Test") == first
    assert Account.objects.get(pk=workspace.pk).slots == 3


def test_it_refuses_to_go_below_zero(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"billing.no_slots"):
        write(workspace, Unit.SLOTS, -1, key="too much", reason="Test")
    assert not LedgerEntry.objects.filter(key="too much").exists()


@pytest.mark.parametrize("column", ["slots", "held_ms", "conversation_ms"])
def test_the_database_refuses_it_too(workspace: Workspace, column: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=workspace.pk).update(**{column: -1})


def test_each_entry_knows_the_sum_after_it(workspace: Workspace) -> None:
    write(workspace, Unit.SLOTS, 3, key="a", reason="Test")
    assert write(workspace, Unit.SLOTS, -1, key="b", reason="Test").balance_after == 2
