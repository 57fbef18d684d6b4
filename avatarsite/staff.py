"""Bases for the staff's pages."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline


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
