"""Staff: workspaces with what they have, and the actions on them: grant, agree on a contract, look at the bills."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from accounts.forms import MembersFormSet
from accounts.models import Membership, Workspace
from avatarsite.errors import UserError
from avatarsite.messages import staff_sentence
from avatarsite.staff import LockedInline, found
from billing import admin_ledger, admin_sales  # noqa: F401 - their pages
from billing.admin_forms import ContractForm, GrantForm, ReasonForm, ask, staff_of
from billing.agreements import agree, agreed
from billing.grants import adjust
from billing.models import Account, Subscription
from billing.units import MS_PER_MINUTE, credits_of_ms


class Members(TabularInline):
    """Who works in the workspace."""

    model = Membership
    formset = MembersFormSet
    extra = 0
    autocomplete_fields = ("user",)


class Terms(LockedInline):
    """Its plans and contract, to look at: the action changes them, with who and why."""

    model = Subscription
    fields = ("kind", "plan", "contract", "period_end", "ends_at_period_end", "next_plan", "due_since")

    @admin.display(description="by contract")
    def contract(self, row: Subscription) -> str:
        """What counts in place of the plan's terms, in the units that people use."""
        credits, price = row.contract_conversation_ms, row.contract_price_cents
        limit = row.contract_session_limit_ms
        parts = (
            credits is not None and f"{credits_of_ms(credits).normalize():f} credits a month",
            row.contract_users is not None and f"{row.contract_users} users",
            limit is not None and f"{limit / MS_PER_MINUTE:g} minutes each",
            price is not None and f"{price / 100:.2f} {row.plan.currency.upper()} a month",
        )
        return ", ".join(part for part in parts if part) or "–"


class Sums(LockedInline):
    """Its account."""

    model = Account
    fields = ("slots", "credits", "held")

    @admin.display(description="credits")
    def credits(self, account: Account) -> str:
        """To the millisecond."""
        return f"{credits_of_ms(account.conversation_ms):.2f} ({account.conversation_ms:,} ms)"

    @admin.display(description="held by running conversations")
    def held(self, account: Account) -> str:
        """Paid ahead."""
        return f"{account.held_ms:,} ms"


@admin.register(Workspace)
class Workspaces(ModelAdmin):
    """With the action that gives credits, slots or users, with a reason."""

    list_display = ("name", "code", "owner", "credits", "slots", "created_at")
    search_fields = ("name", "code", "owner__email")
    autocomplete_fields = ("owner",)
    readonly_fields = ("code", "created_at")
    inlines = (Sums, Terms, Members)
    actions_detail = ("bills", "give", "agree")
    list_select_related = ("owner", "account")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A workspace comes with its user."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Workspace | None = None) -> bool:
        """Its ledger stays."""
        return False

    @admin.display(description="credits")
    def credits(self, workspace: Workspace) -> str:
        """What is left."""
        return f"{workspace.account.conversation_ms / 300_000:.2f}"

    @admin.display(description="slots")
    def slots(self, workspace: Workspace) -> int:
        """What is left."""
        return workspace.account.slots

    @action(description="Bills and usage", url_path="bills")
    def bills(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The customer's own pages: balance, usage, conversations, ledger, invoices, downloads."""
        return redirect("staff_billing_overview", found(self, request, object_id).code)

    @action(description="Grant or correct", url_path="grant")
    def give(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page that asks how much and why; less than nothing takes back."""
        return self._ask(request, object_id, GrantForm, adjust, "Grant or correct", {})

    @action(description="Plans and contract", url_path="contract")
    def agree(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page that asks for plans, terms and why."""
        now = agreed(found(self, request, object_id))
        return self._ask(request, object_id, ContractForm, agree, "Agree", now)

    def _ask(
        self, request: HttpRequest, object_id: str, form_class: type[ReasonForm], act: Callable[..., Any],
        button: str, initial: dict[str, Any],
    ) -> HttpResponse:  # fmt: skip
        workspace = found(self, request, object_id)
        if not self.has_change_permission(request, workspace):
            raise PermissionDenied
        form = form_class(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid() and self._done(request, workspace, form, act):
            return redirect("admin:accounts_workspace_change", workspace.pk)
        words = f"{workspace.name} ({workspace.code}), owned by {workspace.owner.email}."
        back = reverse("admin:accounts_workspace_change", args=(workspace.pk,))
        return ask(self, request, form, button, button, words, back)

    def _done(
        self, request: HttpRequest, workspace: Workspace, form: ReasonForm, act: Callable[..., Any]
    ) -> bool:
        try:
            act(workspace, **form.cleaned_data, actor=staff_of(request))
        except UserError as error:
            form.add_error(None, staff_sentence(error))
            return False
        messages.success(request, "Done. Your name and the reason are kept with it.")
        return True
