"""What staff do for a customer: refund, agree on plans and terms, mend prices; each leaves who and why."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User, Workspace
from billing import meter
from billing.balances import balance
from billing.ledger import write
from billing.models import Change, LedgerEntry, Plan, Subscription, Unit
from billing.slots import slots_left
from billing.units import MS_PER_CREDIT, MS_PER_MINUTE


def plan(code: str) -> Plan:
    """By its code."""
    return Plan.objects.get(code=code)


def contract(**values: Any) -> dict[str, Any]:
    """What the form sends."""
    found = {
        "conversation": plan("conversation-enterprise").pk,
        "creation": plan("creation-free").pk,
        "reason": "Deal 7",
    }
    return {**found, "credits": "", "users": "", "session_minutes": "", "price": "", **values}


def agree(client: Client, workspace: Workspace, **values: Any) -> Any:
    """Send it."""
    return client.post(reverse("admin:accounts_workspace_agree", args=[workspace.pk]), contract(**values))


def take_back(client: Client, entry: LedgerEntry, reason: str = "Outage") -> Any:
    """On the entry's page."""
    return client.post(reverse("admin:billing_ledgerentry_take_back", args=[entry.pk]), {"reason": reason})


def test_a_contract_sets_all_terms(as_staff: Client, workspace: Workspace) -> None:
    answer = agree(as_staff, workspace, credits="500", users=40, session_minutes=60, price="1250.50")
    assert answer.status_code == 302
    ours = Subscription.objects.get(workspace=workspace, kind="conversation")
    assert (ours.users, ours.session_limit_ms, ours.price_cents) == (40, 60 * MS_PER_MINUTE, 125_050)
    page = as_staff.get(reverse("admin:accounts_workspace_change", args=[workspace.pk])).content.decode()
    assert "40 users, 60 minutes each, 1250.50 USD a month" in page
    assert f"{balance(workspace).ms:,} ms" in page
    assert balance(workspace).ms == 502 * MS_PER_CREDIT
    change = Change.objects.get(what="contract_set")
    assert (str(change.actor), change.reason) == ("staff@example.org", "Deal 7")


def test_the_form_shows_what_is_agreed_and_sending_it_again_changes_nothing(
    as_staff: Client, workspace: Workspace
) -> None:
    agree(as_staff, workspace, credits="500", users=40)
    page = as_staff.get(reverse("admin:accounts_workspace_agree", args=[workspace.pk]))
    assert (page.context["form"].initial["credits"], page.context["form"].initial["users"]) == (500, 40)
    again = agree(as_staff, workspace, credits="500.00000", users=40)
    assert "Nothing was changed" in again.content.decode()
    assert Change.objects.filter(what="contract_set").count() == 1
    assert balance(workspace).ms == 502 * MS_PER_CREDIT


@pytest.mark.parametrize("code", ["conversation-standard", "conversation-free"])
def test_another_plan_ends_the_terms_that_stood_in_the_form(
    as_staff: Client, workspace: Workspace, code: str
) -> None:
    terms = {"users": 40, "price": "499.50", "session_minutes": 60, "credits": "500"}
    agree(as_staff, workspace, **terms)
    assert agree(as_staff, workspace, conversation=plan(code).pk, **terms).status_code == 302
    ours = Subscription.objects.get(workspace=workspace, kind="conversation")
    assert (ours.plan, ours.users, ours.price_cents) == (plan(code), plan(code).users, plan(code).price_cents)
    assert (ours.contract_session_limit_ms, ours.contract_conversation_ms) == (None, None)


def test_terms_that_are_typed_anew_go_with_the_other_plan(as_staff: Client, workspace: Workspace) -> None:
    agree(as_staff, workspace, users=40, price="499.50")
    agree(as_staff, workspace, conversation=plan("conversation-standard").pk, users=30, price="499.50")
    ours = Subscription.objects.get(workspace=workspace, kind="conversation")
    assert (ours.contract_users, ours.contract_price_cents) == (30, None)


def test_unlimited_avatars_by_contract(as_staff: Client, workspace: Workspace) -> None:
    agree(as_staff, workspace, creation=plan("creation-enterprise").pk)
    assert slots_left(workspace) is None


@pytest.mark.parametrize(
    "values",
    [
        {"users": 0},
        {"users": -1},
        {"credits": "-1"},
        {"price": "-5"},
        {"session_minutes": 0},
        {"users": 2**31},
        {"session_minutes": 10**15},
        {"reason": " "},
    ],
)
def test_a_bad_contract_changes_nothing(as_staff: Client, workspace: Workspace, values: dict) -> None:
    page = agree(as_staff, workspace, **values)
    assert page.status_code == 200 and page.context["form"].errors
    assert Subscription.objects.get(workspace=workspace, kind="conversation").plan.code == "conversation-free"


def test_a_session_is_refunded_once(as_staff: Client, workspace: Workspace) -> None:
    started = meter.start(workspace, "talk")
    meter.settle("talk", started.fence, 5_000, "visitor")
    entry = LedgerEntry.objects.get(conversation_code="talk")
    assert take_back(as_staff, entry).status_code == 302
    take_back(as_staff, entry)
    assert balance(workspace).ms == 2 * MS_PER_CREDIT
    opposite = LedgerEntry.objects.get(cause="taken_back")
    assert (opposite.amount, opposite.reason, str(opposite.actor)) == (5_000, "Outage", "staff@example.org")


def test_what_is_used_up_can_not_be_taken_back(as_staff: Client, workspace: Workspace) -> None:
    given = write(workspace, Unit.SLOTS, 1, key="given", reason="Gift")
    write(workspace, Unit.SLOTS, -1, key="used", reason="Avatar")
    page = take_back(as_staff, given)
    assert "no slot left" in page.content.decode()
    assert balance(workspace).slots == 0


def test_a_refund_needs_a_reason(as_staff: Client, workspace: Workspace) -> None:
    assert take_back(as_staff, LedgerEntry.objects.get(workspace=workspace), " ").status_code == 200
    assert balance(workspace).ms == 2 * MS_PER_CREDIT


def test_staff_without_the_right_can_not(workspace: Workspace, charlie: User) -> None:
    charlie.is_staff = True
    charlie.save()
    charlie.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_ledgerentry", "view_workspace"])
    )
    client = Client()
    client.force_login(charlie)
    assert take_back(client, LedgerEntry.objects.get(workspace=workspace)).status_code == 403
    assert agree(client, workspace).status_code == 403


def test_customers_can_not(as_alice: Client, workspace: Workspace) -> None:
    take_back(as_alice, LedgerEntry.objects.get(workspace=workspace))
    agree(as_alice, workspace, credits="500")
    assert balance(workspace).ms == 2 * MS_PER_CREDIT


def test_the_bills_of_a_workspace_are_a_click_away(as_staff: Client, workspace: Workspace) -> None:
    answer = as_staff.get(reverse("admin:accounts_workspace_bills", args=[workspace.pk]))
    assert answer["Location"] == f"/billing/of/{workspace.code}/"


def test_plans_are_listed_in_credits_and_minutes(as_staff: Client) -> None:
    page = as_staff.get(reverse("admin:billing_plan_changelist"))
    row = next(r for r in page.context["cl"].result_list if r.code == "conversation-standard")
    shown = page.context["cl"].model_admin
    assert (shown.credits(row), shown.session_minutes(row)) == ("100.00", "20")
    assert "100.00" in page.content.decode()
