"""manage.py grant, and what a new workspace starts with."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User, Workspace
from accounts.workspaces import open_workspace
from billing.balances import balance
from billing.grants import open_missing_accounts
from billing.models import Account, LedgerEntry, Plan, Subscription


def test_a_workspace_starts_on_free_with_two_credits_and_one_user(workspace: Workspace) -> None:
    assert (balance(workspace).credits, balance(workspace).slots) == (2, 0)
    assert {row.plan.name for row in Subscription.objects.filter(workspace=workspace)} == {"Free"}
    assert Subscription.objects.get(workspace=workspace, kind="conversation").users == 1


@pytest.mark.parametrize("by", ["code", "email"])
def test_it_gives(alice: User, workspace: Workspace, by: str) -> None:
    name = workspace.code if by == "code" else alice.email.upper()
    out = StringIO()
    call_command(
        "grant", name, "--credits", "2.5", "--slots", "3", "--users", "20", "--reason", "Trial", stdout=out
    )
    assert (balance(workspace).credits, balance(workspace).slots) == (Decimal("4.5"), 3)
    assert Subscription.objects.get(workspace=workspace, kind="conversation").users == 20
    assert "4.5 credits, 3 slots" in out.getvalue()
    assert set(LedgerEntry.objects.filter(key__startswith="grant:").values_list("reason", flat=True)) == {
        "Trial"
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody@example.org", "--credits", "1", "--reason", "x"], "No workspace"),
        (["alice@example.org", "--credits=-1", "--reason", "x"], "positive"),
        (["alice@example.org", "--reason", "x"], "positive"),
        (["alice@example.org", "--credits", "1", "--reason", " "], "reason"),
        (["alice@example.org", "--credits", "0.0000001", "--reason", "x"], "millisecond"),
        (["alice@example.org", "--credits", "NaN", "--reason", "x"], "positive"),
        (["alice@example.org", "--slots", "-3", "--reason", "x"], "positive"),
        (["alice@example.org", "--credits", "1e20", "--reason", "x"], "more than can be counted"),
        (["alice@example.org", "--slots", str(2**63), "--reason", "x"], "more than can be counted"),
        (["alice@example.org", "--users", str(2**31), "--reason", "x"], "sensible size"),
    ],
)
def test_it_refuses_plainly_and_changes_nothing(
    workspace: Workspace, arguments: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("grant", *arguments)
    assert (balance(workspace).credits, balance(workspace).slots) == (2, 0)


def test_a_workspace_that_was_left_without_an_account_gets_one(db: None) -> None:
    (user,) = User.objects.bulk_create([User(email="left@example.org")])  # no signal is sent
    workspace = open_workspace(user)
    Plan.objects.filter(code="conversation-free").update(conversation_ms=2**60)
    open_missing_accounts()
    assert not Account.objects.filter(workspace=workspace).exists()
    Plan.objects.filter(code="conversation-free").update(conversation_ms=600_000)
    for _ in range(2):
        open_missing_accounts()
    assert balance(workspace).credits == 2
