"""Staff: projects. The provider key is never shown."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from avatarsite.staff import LockedInline
from projects.models import KnowledgeEntry, Project, SharedPage
from projects.services import delete


class Entries(TabularInline):
    """The written answers."""

    model = KnowledgeEntry
    extra = 0


class SharedPages(LockedInline):
    """Whether guests may talk, and how much. The link, which lets everybody in, is not shown."""

    model = SharedPage
    fields = ("is_open", "day_minutes", "guests", "conversation_minutes", "changed_at")


@admin.register(Project)
class Projects(ModelAdmin):
    """What an avatar talks about."""

    list_display = ("name", "code", "workspace", "avatar", "language", "uses_chatgpt", "changed_at")
    list_filter = ("language", "uses_chatgpt")
    search_fields = ("name", "code", "workspace__name", "workspace__owner__email")
    readonly_fields = ("code", "api_key_ending")
    autocomplete_fields = ("workspace", "avatar")
    list_select_related = ("workspace", "avatar")
    inlines = (Entries, SharedPages)

    def delete_model(self, request: HttpRequest, obj: Project) -> None:
        """As its owner does."""
        delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        """The same of several."""
        for project in queryset:
            delete(project)
