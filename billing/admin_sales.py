"""Staff: what is sold, what was bought, and what Stripe said."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from avatarsite.staff import LockedAdmin
from billing.models import Change, Invoice, Plan, Product, Purchase, StripeEvent
from billing.units import MS_PER_MINUTE, credits_of_ms


def tidy_currency(given: str) -> str:
    """Three small letters. ValidationError."""
    code = given.strip().lower()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise forms.ValidationError("A currency has three letters, such as usd.")
    return code


def tidy_price(given: str) -> str:
    """Stripe's id of a price, or nothing. ValidationError."""
    name = given.strip()
    if name and not name.startswith("price_"):
        raise forms.ValidationError("Stripe's ids of prices begin with price_.")
    return name


class SoldForm(forms.ModelForm):
    """What plans and products have in common."""

    def clean_currency(self) -> str:
        """See tidy_currency."""
        return tidy_currency(self.cleaned_data["currency"])

    def clean_stripe_price(self) -> str:
        """One price, one thing."""
        name = tidy_price(self.cleaned_data["stripe_price"])
        mine: Any = self._meta.model
        for kind in (Plan, Product):
            others: Any = kind._default_manager.filter(stripe_price=name)
            if kind is mine:
                others = others.exclude(pk=self.instance.pk)
            if name and others.exists():
                raise forms.ValidationError("Another plan or product has this price already.")
        return name


@admin.register(Plan)
class Plans(ModelAdmin):
    """Terms that staff edit."""

    form = SoldForm
    list_display = (
        "name",
        "kind",
        "price_cents",
        "currency",
        "slots",
        "credits",
        "users",
        "session_minutes",
        "is_default",
        "is_offered",
        "stripe_price",
    )
    list_filter = ("kind", "is_offered")
    formfield_overrides = {models.SlugField: {"widget": UnfoldAdminTextInputWidget}}

    @admin.display(ordering="conversation_ms")
    def credits(self, plan: Plan) -> str:
        """What the form has in milliseconds."""
        return f"{credits_of_ms(plan.conversation_ms):.2f}"

    @admin.display(ordering="session_limit_ms")
    def session_minutes(self, plan: Plan) -> str:
        """Likewise."""
        return "-" if plan.session_limit_ms is None else f"{plan.session_limit_ms / MS_PER_MINUTE:g}"


@admin.register(Product)
class Products(ModelAdmin):
    """Add-ons that staff edit."""

    form = SoldForm
    list_display = ("name", "unit", "amount", "price_cents", "currency", "is_offered", "stripe_price")
    list_filter = ("unit", "is_offered")


@admin.register(Purchase)
class Purchases(LockedAdmin):
    """Ways to the checkout."""

    list_display = (
        "created_at",
        "workspace",
        "title",
        "amount_cents",
        "currency",
        "channel",
        "status",
        "actor",
    )
    list_filter = ("status", "channel")
    search_fields = ("code", "session_id", "workspace__name", "workspace__code")
    list_select_related = ("workspace", "plan", "product", "actor")


@admin.register(Invoice)
class Invoices(LockedAdmin):
    """What was asked for."""

    list_display = (
        "number",
        "workspace",
        "description",
        "amount_cents",
        "currency",
        "status",
        "channel",
        "issued_at",
    )
    list_filter = ("status", "channel")
    search_fields = ("number", "external_id", "workspace__name", "workspace__code")
    list_select_related = ("workspace",)


@admin.register(StripeEvent)
class StripeEvents(LockedAdmin):
    """Webhooks. A refused one says why: mend that, then send it again from Stripe's dashboard."""

    list_display = ("received_at", "type", "object_id", "status", "error", "times_received")
    list_filter = ("status", "type")
    search_fields = ("event_id", "object_id")


@admin.register(Change)
class Changes(LockedAdmin):
    """What happened to subscriptions, by whom and why."""

    list_display = ("at", "subscription", "what", "reason", "actor", "key")
    list_filter = ("what",)
    search_fields = ("key", "reason", "subscription__workspace__name", "subscription__workspace__code")
    list_select_related = ("subscription__workspace", "subscription__plan", "actor")
