"""Staff: projects. The provider key is never shown."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from projects.models import KnowledgeEntry, Project


class Entries(TabularInline):
    """The written answers."""

    model = KnowledgeEntry
    extra = 0


@admin.register(Project)
class Projects(ModelAdmin):
    """What an avatar talks about."""

    list_display = ("name", "code", "workspace", "avatar", "language", "uses_chatgpt", "changed_at")
    list_filter = ("language", "uses_chatgpt")
    search_fields = ("name", "code", "workspace__name", "workspace__owner__email")
    readonly_fields = ("code", "api_key_ending")
    autocomplete_fields = ("workspace", "avatar")
    list_select_related = ("workspace", "avatar")
    inlines = (Entries,)
