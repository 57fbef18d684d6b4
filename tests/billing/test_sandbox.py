"""Buying in the sandbox: the same services, and the page says that no money moves. Who may, and where it is shut."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Role, User, Workspace
from billing.balances import balance
from billing.models import Invoice, Plan, Product, Purchase, Subscription
from billing.units import MS_PER_CREDIT
from billing.upkeep import sweep_due
from tests.billing.shop import last_purchase

STANDARD, TEAM, FREE = "conversation-standard", "creation-team", "creation-free"


@pytest.fixture(autouse=True)
def sandboxed(settings: Any) -> None:
    """No key, and the sandbox allowed, whatever the environment says."""
    settings.STRIPE_SECRET_KEY, settings.SANDBOX_CHECKOUT = "", True


def choose(client: Client, plan: str) -> Any:
    """On the page of a plan."""
    return client.post(reverse("billing_choose", args=[plan]))


def buy(client: Client, product: str, quantity: object = 1) -> Any:
    """An add-on."""
    return client.post(reverse("billing_buy"), {"product": product, "quantity": quantity})


def complete(client: Client) -> Any:
    """The last checkout."""
    return client.post(reverse("billing_sandbox", args=[last_purchase().code]), follow=True)


def ours(workspace: Workspace, kind: str) -> Subscription:
    """Its plan."""
    return Subscription.objects.get(workspace=workspace, kind=kind)


def test_a_plan_is_chosen_and_completed(as_alice: Client, alice: User, workspace: Workspace) -> None:
    page = as_alice.get(choose(as_alice, STANDARD)["Location"]).content.decode()
    assert "No money moves here" in page and "$99" in page
    assert ours(workspace, "conversation").plan.code != STANDARD
    assert "This is yours now" in complete(as_alice).content.decode()
    assert ours(workspace, "conversation").plan.code == STANDARD
    assert balance(workspace).ms == 102 * MS_PER_CREDIT
    assert last_purchase().actor == alice
    assert Invoice.objects.get().channel == "sandbox"


def test_completing_twice_gives_once(as_alice: Client, workspace: Workspace) -> None:
    buy(as_alice, "slots-5", 2)
    for _ in range(3):
        complete(as_alice)
    assert balance(workspace).slots == 10
    assert Invoice.objects.count() == 1


def test_what_was_given_up_can_not_be_completed(as_alice: Client, workspace: Workspace) -> None:
    buy(as_alice, "slot")
    as_alice.post(reverse("billing_cancelled", args=[last_purchase().code]))
    assert "given up" in complete(as_alice).content.decode()
    assert balance(workspace).slots == 0


def test_leaving_is_planned_withdrawn_and_done(as_alice: Client, workspace: Workspace) -> None:
    choose(as_alice, TEAM)
    complete(as_alice)
    choose(as_alice, FREE)
    assert ours(workspace, "creation").ends_at_period_end
    assert "Ends" in as_alice.get(reverse("billing_plans")).content.decode()
    as_alice.post(reverse("billing_keep", args=["creation"]))
    assert not ours(workspace, "creation").ends_at_period_end
    choose(as_alice, FREE)
    sweep_due(timezone.now() + timedelta(days=32))
    assert ours(workspace, "creation").plan.code == FREE


def test_each_page_says_what_would_happen(as_alice: Client) -> None:
    choose(as_alice, TEAM)
    complete(as_alice)
    page = as_alice.get(reverse("billing_choose", args=["creation-personal"])).content.decode()
    assert "Your avatars stay and go on working" in page
    page = as_alice.get(reverse("billing_choose", args=[FREE])).content.decode()
    assert "goes on until" in page
    page = as_alice.get(reverse("billing_choose", args=[STANDARD])).content.decode()
    assert "A month begins today, at $99" in page


@pytest.mark.parametrize("code", ["conversation-enterprise", "nothing", "creation-enterprise"])
def test_what_is_not_for_sale_is_refused(as_alice: Client, code: str) -> None:
    page = as_alice.get(choose(as_alice, code)["Location"]).content.decode()
    assert "can&#x27;t be bought here" in page
    assert not Purchase.objects.exists()


def test_a_plan_and_a_product_that_staff_took_from_sale_are_refused(as_alice: Client) -> None:
    Plan.objects.filter(code=TEAM).update(is_offered=False)
    Product.objects.filter(code="slot").update(is_offered=False)
    choose(as_alice, TEAM)
    buy(as_alice, "slot")
    assert not Purchase.objects.exists()


def test_the_plan_that_one_has_is_not_sold_again(as_alice: Client) -> None:
    choose(as_alice, FREE)
    assert not Purchase.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "-1", "101", "1.5", "", "x", "9" * 40, "٣٠٠٠"])
def test_a_bad_quantity_is_refused(as_alice: Client, quantity: str) -> None:
    page = as_alice.get(buy(as_alice, "slot", quantity)["Location"]).content.decode()
    assert "Choose a number from 1 to 100" in page
    assert not Purchase.objects.exists()


def test_a_member_sees_the_plans_and_can_not_buy(as_bob: Client, workspace: Workspace) -> None:
    assert "Only the owner and the admins" in as_bob.get(reverse("billing_plans")).content.decode()
    for answer in (buy(as_bob, "slot"), choose(as_bob, TEAM), as_bob.post(reverse("billing_portal"))):
        assert answer.status_code == 403
    assert as_bob.post(reverse("billing_keep", args=["creation"])).status_code == 403
    assert not Purchase.objects.exists()


def test_an_admin_can(as_bob: Client, bob: User, workspace: Workspace) -> None:
    Membership.objects.filter(user=bob, workspace=workspace).update(role=Role.ADMIN)
    buy(as_bob, "slot")
    complete(as_bob)
    assert (balance(workspace).slots, last_purchase().actor) == (1, bob)


def test_a_member_can_not_complete_what_the_owner_began(as_alice: Client, as_bob: Client) -> None:
    buy(as_alice, "slot")
    assert complete(as_bob).status_code == 403


@pytest.mark.parametrize("name", ["billing_sandbox", "billing_return", "billing_cancelled"])
def test_a_stranger_finds_nothing_of_it(as_alice: Client, as_charlie: Client, name: str) -> None:
    buy(as_alice, "slot")
    assert as_charlie.post(reverse(name, args=[last_purchase().code])).status_code in (404, 405)
    assert as_charlie.get(reverse(name, args=[last_purchase().code])).status_code == 404
    assert last_purchase().status == "open"


def test_where_the_sandbox_is_not_allowed_nothing_can_be_bought(as_alice: Client, settings: Any) -> None:
    buy(as_alice, "slot")
    settings.SANDBOX_CHECKOUT = False
    assert "not set up" in as_alice.get(reverse("billing_plans")).content.decode()
    assert "not set up" in complete(as_alice).content.decode()
    assert "not set up" in as_alice.get(buy(as_alice, "slot")["Location"]).content.decode()
    assert last_purchase().status == "open"


def test_with_a_key_of_stripes_the_sandbox_is_shut(
    as_alice: Client, workspace: Workspace, settings: Any
) -> None:
    buy(as_alice, "slot")
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    complete(as_alice)
    assert balance(workspace).slots == 0
