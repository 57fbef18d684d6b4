"""Staff: the ledger, with the action that takes an entry back, and the meters."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action

from avatarsite.errors import UserError
from avatarsite.messages import staff_sentence
from avatarsite.staff import LockedAdmin, found
from billing.admin_forms import ReasonForm, allowed, ask, staff_of
from billing.models import LedgerEntry, Meter
from billing.purchases import take_back


@admin.register(LedgerEntry)
class Ledger(LockedAdmin):
    """Every change, and why. To look at: a change of mind is a new entry."""

    list_display = (
        "created_at",
        "workspace",
        "unit",
        "amount",
        "balance_after",
        "cause",
        "reason",
        "actor",
        "conversation_code",
    )
    list_filter = ("unit", "cause")
    search_fields = ("workspace__name", "workspace__code", "key", "conversation_code", "reason")
    list_select_related = ("workspace", "actor")
    show_full_result_count = False
    actions_detail = ("take_back",)

    @action(description="Refund or take back", url_path="take-back")
    def take_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page that asks why; then the opposite entry, once."""
        allowed(self, request, "billing.add_ledgerentry")
        entry = found(self, request, object_id)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                made = take_back(
                    entry.workspace, entry, reason=form.cleaned_data["reason"], actor=staff_of(request)
                )
            except UserError as error:
                form.add_error(None, staff_sentence(error))
            else:
                messages.success(request, "Done: the opposite entry is in the ledger.")
                return redirect("admin:billing_ledgerentry_change", made.pk)
        back = reverse("admin:billing_ledgerentry_change", args=(entry.pk,))
        words = f"{entry.workspace}: {entry.reason}, {entry.amount:+,} {entry.unit}. Its opposite is written, once."
        return ask(self, request, form, "Refund or take back", "Take back", words, back)


@admin.register(Meter)
class Meters(LockedAdmin):
    """Sessions and what they cost."""

    list_display = (
        "key",
        "workspace",
        "about",
        "status",
        "started_at",
        "settled_at",
        "settled_ms",
        "end_reason",
    )
    list_filter = ("status", "by_guest", "end_reason")
    search_fields = ("key", "about", "workspace__name", "workspace__code")
    list_select_related = ("workspace",)
    exclude = ("fence",)
