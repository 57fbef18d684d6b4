"""Plans and products as staff edit them: sensible sizes, known currencies, one default of each kind."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Plan, Product
from billing.units import MS_PER_CREDIT


def plan(code: str) -> Plan:
    """By its code."""
    return Plan.objects.get(code=code)


def edited(client: Client, one: Plan | Product, **values: Any) -> Any:
    """Its form, sent with changes."""
    address = reverse(f"admin:billing_{one._meta.model_name}_change", args=[one.pk])
    initial = client.get(address).context["adminform"].form.initial
    data = {
        name: "" if value is None else value
        for name, value in {**initial, **values}.items()
        if value is not False
    }
    return client.post(address, data)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "dollars"),
        ("currency", "$$$"),
        ("currency", "abc"),
        ("currency", "kwd"),
        ("stripe_price", "prod_1"),
    ],
)
def test_a_bad_price_is_refused(as_staff: Client, field: str, value: str) -> None:
    assert edited(as_staff, plan("creation-team"), **{field: value}).status_code == 200
    assert getattr(plan("creation-team"), field) != value


def test_a_price_belongs_to_one_thing(as_staff: Client) -> None:
    assert edited(as_staff, plan("creation-team"), stripe_price="price_1", currency="EUR").status_code == 302
    assert plan("creation-team").currency == "eur"
    assert edited(as_staff, plan("creation-personal"), stripe_price="price_1").status_code == 200
    assert edited(as_staff, plan("creation-team"), stripe_price="price_1").status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slots", 2**63 - 1),
        ("slots", 100_001),
        ("conversation_ms", 2**63 - 1),
        ("conversation_ms", 1_000_001 * MS_PER_CREDIT),
        ("users", 0),
        ("users", 2**31),
        ("session_limit_ms", 20),
        ("price_cents", 2**31 - 1),
    ],
)
def test_a_plan_has_numbers_of_a_sensible_size(as_staff: Client, field: str, value: int) -> None:
    answer = edited(as_staff, plan("conversation-standard"), **{field: value})
    assert answer.status_code == 200 and field in answer.context["adminform"].form.errors
    assert getattr(plan("conversation-standard"), field) != value


def test_the_sizes_are_said(as_staff: Client) -> None:
    page = edited(as_staff, plan("conversation-standard"), users=0).content.decode()
    assert "Give a number from 1 to 1,000,000." in page


@pytest.mark.parametrize("code", ["slot", "credits-10"])
@pytest.mark.parametrize("amount", [0, 2**62])
def test_a_product_gives_something(as_staff: Client, code: str, amount: int) -> None:
    product = Product.objects.get(code=code)
    answer = edited(as_staff, product, amount=amount)
    assert answer.status_code == 200 and "amount" in answer.context["adminform"].form.errors
    product.refresh_from_db()
    assert product.amount not in (0, 2**62)


def defaults() -> list[str]:
    """What a workspace starts on."""
    return list(Plan.objects.filter(is_default=True).order_by("kind").values_list("code", flat=True))


def test_another_default_takes_the_place_of_the_old_one(as_staff: Client) -> None:
    assert edited(as_staff, plan("conversation-standard"), is_default="on").status_code == 302
    assert defaults() == ["conversation-standard", "creation-free"]
    page = as_staff.get(reverse("admin:billing_plan_changelist")).content.decode()
    assert "start on Standard from now on, no longer on Free" in page


def test_there_is_always_a_default(as_staff: Client) -> None:
    answer = edited(as_staff, plan("conversation-free"), is_default=False)
    assert "Tick this on another one" in answer.content.decode()
    address = reverse("admin:billing_plan_delete", args=[plan("creation-free").pk])
    assert as_staff.post(address, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [plan("creation-free").pk], "post": "yes"}
    as_staff.post(reverse("admin:billing_plan_changelist"), chosen)
    assert defaults() == ["conversation-free", "creation-free"]


def test_a_plan_keeps_its_kind(as_staff: Client) -> None:
    edited(as_staff, plan("creation-team"), kind="conversation")
    assert plan("creation-team").kind == "creation"
