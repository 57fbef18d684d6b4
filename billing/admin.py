"""Staff: workspaces with what they have and why, plans, grants."""

from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from accounts.models import Membership, User, Workspace
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from avatarsite.staff import LockedAdmin, LockedInline
from billing.forms import GrantForm
from billing.grants import grant
from billing.models import Account, LedgerEntry, Meter, Plan, Subscription


class Members(TabularInline):
    """Who works in the workspace."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


class Terms(TabularInline):
    """Its plans and contract. Terms of a contract count from the next Start Chat on."""

    model = Subscription
    extra = 0
    max_num = 2
    can_delete = False
    fields = ("kind", "plan", "contract_users", "contract_session_limit_ms", "contract_price_cents")


class Sums(LockedInline):
    """Its account."""

    model = Account
    fields = ("slots", "conversation_ms", "held_ms")


@admin.register(Workspace)
class Workspaces(ModelAdmin):
    """With the action that gives credits, slots or users, with a reason."""

    list_display = ("name", "code", "owner", "credits", "slots", "created_at")
    search_fields = ("name", "code", "owner__email")
    autocomplete_fields = ("owner",)
    readonly_fields = ("code", "created_at")
    inlines = (Sums, Terms, Members)
    actions_detail = ("give",)
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

    @action(description="Grant credits or slots", url_path="grant")
    def give(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page that asks how much and why."""
        workspace = get_object_or_404(Workspace, pk=object_id)
        if not self.has_change_permission(request, workspace):
            raise PermissionDenied
        form = GrantForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._given(request, workspace, form):
            return redirect("admin:accounts_workspace_change", workspace.pk)
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "workspace": workspace,
            "title": "Grant",
        }
        return render(request, "admin/grant.html", context)

    def _given(self, request: HttpRequest, workspace: Workspace, form: GrantForm) -> bool:
        try:
            grant(workspace, **form.cleaned_data, actor=cast(User, request.user))
        except UserError as error:
            form.add_error(None, sentence(error))
            return False
        messages.success(request, "Granted.")
        return True


@admin.register(Plan)
class Plans(ModelAdmin):
    """Terms that staff edit."""

    list_display = (
        "name",
        "kind",
        "price_cents",
        "slots",
        "conversation_ms",
        "users",
        "session_limit_ms",
        "is_default",
    )
    list_filter = ("kind",)


@admin.register(LedgerEntry)
class Ledger(LockedAdmin):
    """Every change, and why. To look at: a change of mind is a new entry."""

    list_display = (
        "created_at",
        "workspace",
        "unit",
        "amount",
        "balance_after",
        "reason",
        "actor",
        "conversation_code",
    )
    list_filter = ("unit",)
    search_fields = ("workspace__name", "workspace__code", "key", "conversation_code", "reason")
    list_select_related = ("workspace", "actor")
    show_full_result_count = False


@admin.register(Meter)
class Meters(LockedAdmin):
    """Sessions and what they cost."""

    list_display = ("key", "workspace", "status", "started_at", "settled_at", "settled_ms", "end_reason")
    list_filter = ("status", "end_reason")
    search_fields = ("key", "workspace__name", "workspace__code")
    list_select_related = ("workspace",)
    exclude = ("fence",)
