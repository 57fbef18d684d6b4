"""Staff's pages open, and nobody else's."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User, Workspace
from billing.balances import balance
from billing.models import LedgerEntry
from tests.site.rows import one_of_each

# The queues' page stands for no table.
MODELS = [model for model in admin.site._registry if model._meta.label != "django_rq.Dashboard"]
PAGES = [
    f"{model._meta.app_label}_{model._meta.model_name}"
    for model in admin.site._registry
    if model._meta.app_label in ("accounts", "billing", "avatars", "projects", "conversations")
]


def staff_request() -> HttpRequest:
    """As a page would see it."""
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(email="staff@example.org")
    return request


def test_there_are_pages_for_all() -> None:
    expected = {
        "accounts_workspace",
        "billing_plan",
        "billing_ledgerentry",
        "avatars_avatar",
        "projects_project",
    }
    assert expected | {"conversations_conversation"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_staff_see_the_list(as_staff: Client, workspace: Workspace, page: str) -> None:
    assert as_staff.get(reverse(f"admin:{page}_changelist")).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_page_opens_with_something_on_it(as_staff: Client, workspace: Workspace, model: Any) -> None:
    row = one_of_each(workspace)[model]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert str(row.pk) in as_staff.get(reverse(f"{name}_changelist")).content.decode()
    assert as_staff.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    may_add = admin.site._registry[model].has_add_permission(staff_request())
    assert as_staff.get(reverse(f"{name}_add")).status_code == (200 if may_add else 403)


@pytest.mark.parametrize("page", PAGES)
def test_customers_do_not(as_alice: Client, page: str) -> None:
    assert as_alice.get(reverse(f"admin:{page}_changelist")).status_code == 302


def test_staff_see_a_workspace_with_what_it_has(as_staff: Client, workspace: Workspace) -> None:
    page = as_staff.get(reverse("admin:accounts_workspace_change", args=[workspace.pk]))
    assert "600,000 ms" in page.content.decode()


def test_the_ledger_can_not_be_written(as_staff: Client, workspace: Workspace) -> None:
    entry = LedgerEntry.objects.filter(workspace=workspace).get()
    url = reverse("admin:billing_ledgerentry_change", args=[entry.pk])
    assert as_staff.get(url).status_code == 200
    assert as_staff.post(url, {"amount": 1}).status_code == 403
    assert as_staff.get(reverse("admin:billing_ledgerentry_add")).status_code == 403


def grant_url(workspace: Workspace) -> str:
    """The page of the action."""
    return reverse("admin:accounts_workspace_give", args=[workspace.pk])


def test_staff_grant_with_a_reason(as_staff: Client, workspace: Workspace) -> None:
    assert as_staff.get(grant_url(workspace)).status_code == 200
    data = {"credits": "10", "slots": "1", "users": "", "reason": "Sorry for the outage"}
    assert as_staff.post(grant_url(workspace), data).status_code == 302
    assert (balance(workspace).credits, balance(workspace).slots) == (12, 1)
    entry = LedgerEntry.objects.filter(workspace=workspace, unit="slots").get()
    assert (entry.reason, str(entry.actor)) == ("Sorry for the outage", "staff@example.org")


def test_staff_correct_what_was_too_much(as_staff: Client, workspace: Workspace) -> None:
    as_staff.post(grant_url(workspace), {"credits": "100", "slots": "5", "users": "", "reason": "Typo"})
    data = {"credits": "-90.5", "slots": "-4", "users": "", "reason": "Ten were meant"}
    assert as_staff.post(grant_url(workspace), data).status_code == 302
    assert (balance(workspace).credits, balance(workspace).slots) == (Decimal("11.5"), 1)
    entry = LedgerEntry.objects.filter(workspace=workspace, unit="slots")[0]
    assert (entry.amount, entry.reason, str(entry.actor)) == (-4, "Ten were meant", "staff@example.org")
    assert entry.cause == "taken_back"


def test_never_below_nothing(as_staff: Client, workspace: Workspace) -> None:
    data = {"credits": "-2.00001", "slots": "0", "users": "", "reason": "x"}
    page = as_staff.post(grant_url(workspace), data).content.decode()
    assert "No more than 2 credits and 0 slots can be taken" in page
    assert balance(workspace).credits == 2


@pytest.mark.parametrize("action", ["give", "agree", "bills"])
@pytest.mark.parametrize("key", ["abc", "999999"])
def test_what_is_not_there_is_not_found(as_staff: Client, workspace: Workspace, action: str, key: str) -> None:
    assert as_staff.get(reverse(f"admin:accounts_workspace_{action}", args=[key])).status_code == 404


def test_nor_is_an_entry(as_staff: Client) -> None:
    assert as_staff.get(reverse("admin:billing_ledgerentry_take_back", args=["abc"])).status_code == 404


@pytest.mark.parametrize(
    "data", [{"credits": "1e9", "slots": 0, "reason": "x"}, {"credits": 0, "slots": 0, "reason": "x"}]
)
def test_a_bad_grant_is_refused_and_kept_on_the_page(
    as_staff: Client, workspace: Workspace, data: dict
) -> None:
    page = as_staff.post(grant_url(workspace), data)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert balance(workspace).credits == 2


def test_customers_can_not_grant(as_alice: Client, workspace: Workspace) -> None:
    as_alice.post(grant_url(workspace), {"credits": 10, "slots": 0, "reason": "me"})
    assert balance(workspace).credits == 2


def test_staff_make_a_user_who_gets_a_workspace(as_staff: Client) -> None:
    data = {
        "email": "new@example.org",
        "usable_password": "true",
        "password1": "correct horse",
        "password2": "correct horse",
    }
    assert as_staff.post(reverse("admin:accounts_user_add"), data).status_code == 302
    assert User.objects.get(email="new@example.org").owned_workspaces.count() == 1
