"""Staff: conversations with their transcript, to look at."""

from django.contrib import admin

from avatarsite.staff import LockedAdmin, LockedInline
from conversations.models import Conversation, Turn


class Turns(LockedInline):
    """The transcript."""

    model = Turn
    fields = ("position", "role", "text", "heard_text", "interrupted", "latency")


@admin.register(Conversation)
class Conversations(LockedAdmin):
    """Who talked with what, for how long, at what price."""

    list_display = (
        "code",
        "workspace",
        "project",
        "status",
        "started_at",
        "elapsed_ms",
        "billed_ms",
        "end_reason",
    )
    list_filter = ("status", "end_reason", "transport")
    search_fields = ("code", "workspace__name", "workspace__code", "workspace__owner__email")
    list_select_related = ("workspace", "project")
    inlines = (Turns,)
