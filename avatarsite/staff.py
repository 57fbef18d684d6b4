"""Bases for the staff's pages."""

from typing import Any

from django.http import Http404, HttpRequest
from unfold.admin import ModelAdmin, TabularInline


def found(page: ModelAdmin, request: HttpRequest, object_id: str) -> Any:
    """The row that an action's address names. Http404, also for what is no key at all."""
    row = page.get_object(request, object_id)
    if row is None:
        raise Http404
    return row


class Locked:
    """What staff may look at and nobody may change here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class LockedAdmin(Locked, ModelAdmin):
    """A page to look at."""


class LockedInline(Locked, TabularInline):
    """Rows to look at: of their fields, also those that no form may hold."""

    extra = 0
    can_delete = False
    show_change_link = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All that it shows."""
        return self.fields
