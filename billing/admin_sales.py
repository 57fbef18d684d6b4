"""Staff: what is sold, what was bought, and what Stripe said."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from avatarsite.staff import LockedAdmin
from billing.models import Change, Invoice, Plan, Product, Purchase, StripeEvent
from billing.sold_forms import PlanForm, ProductForm
from billing.units import MS_PER_MINUTE, credits_of_ms


@admin.register(Plan)
class Plans(ModelAdmin):
    """Terms that staff edit. One of each kind is what a workspace starts on."""

    form = PlanForm
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

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """Who has a plan has it for its kind."""
        return ("kind",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        """Not the one that workspaces start on."""
        return not (obj and obj.is_default) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        """A new default takes the place of the old one."""
        super().save_model(request, obj, form, change)
        former = Plan.objects.filter(kind=obj.kind, is_default=True).exclude(pk=obj.pk)
        if obj.is_default and former.exists():
            names = ", ".join(plan.name for plan in former)
            former.update(is_default=False)
            messages.info(request, f"New workspaces start on {obj.name} from now on, no longer on {names}.")

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

    form = ProductForm
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
