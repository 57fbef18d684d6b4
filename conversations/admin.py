"""Staff: conversations with their transcript, to look at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from avatarsite.staff import LockedAdmin, LockedInline
from conversations.models import Conversation, Turn


class Turns(LockedInline):
    """The transcript."""

    model = Turn
    fields = ("position", "role", "text", "heard_text", "interrupted", "latency")


class ByGuests(admin.SimpleListFilter):
    """Those of guests, or those of members."""

    title, parameter_name = _("who"), "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two."""
        return [("guests", _("Guests")), ("members", _("Members"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        """The chosen ones."""
        if self.value() is None:
            return queryset
        return queryset.exclude(guest_key="") if self.value() == "guests" else queryset.filter(guest_key="")


@admin.register(Conversation)
class Conversations(LockedAdmin):
    """Who talked with what, for how long, at what price."""

    list_display = (
        "code",
        "workspace",
        "project",
        "who",
        "status",
        "started_at",
        "elapsed_ms",
        "billed_ms",
        "end_reason",
    )
    list_filter = ("status", ByGuests, "end_reason", "transport")
    readonly_fields = ("who",)
    search_fields = ("code", "workspace__name", "workspace__code", "workspace__owner__email")
    list_select_related = ("workspace", "project", "user")
    inlines = (Turns,)

    @admin.display(description=_("who"))
    def who(self, conversation: Conversation) -> str:
        """The member, or that a guest talked."""
        return str(_("Guest")) if conversation.is_guests else str(conversation.user or "–")
