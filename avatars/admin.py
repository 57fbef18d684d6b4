"""Staff: avatars, how their status changed, and the runs that made them."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.admin import ModelAdmin

from accounts.models import User
from avatars import services
from avatars.changes import change_status
from avatars.models import Avatar, AvatarStatusChange, Work
from avatars.status import Status
from avatarsite.errors import UserError
from avatarsite.messages import staff_sentence
from avatarsite.staff import LockedAdmin, LockedInline


class Changes(LockedInline):
    """What happened to it."""

    model = AvatarStatusChange
    fields = ("created_at", "before", "after", "reason", "actor")


class Runs(LockedInline):
    """The work on it."""

    model = Work
    fields = ("created_at", "kind", "status", "stage", "attempt", "reasons", "seconds", "ended_at")


@admin.register(Avatar)
class Avatars(ModelAdmin):
    """A status changes by the actions alone, so that each change is checked and leaves a row."""

    list_display = ("name", "code", "kind", "status", "workspace", "created_at")
    list_filter = ("kind", "status")
    search_fields = ("name", "code", "workspace__name", "workspace__owner__email")
    readonly_fields = (
        "code", "kind", "status", "status_reason", "bundle_path", "background", "bundle_digest", "quality",
    )  # fmt: skip
    autocomplete_fields = ("workspace",)
    list_select_related = ("workspace",)
    inlines = (Changes, Runs)
    actions = ("deactivate", "reactivate", "cancel", "retry", "remove")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the action alone: it takes the files, too, and tells projects what they lost."""
        return False

    @admin.action(description="Deactivate")
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> None:
        """No new conversation can use them."""
        self._change(request, queryset, Status.DEACTIVATED, "deactivated")

    @admin.action(description="Make active again")
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> None:
        """They can be used again."""
        self._change(request, queryset, Status.ACTIVE, "active again")

    @admin.action(description="Cancel what is going on")
    def cancel(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> None:
        """Nothing is charged for it."""
        self._each(request, queryset, services.cancel, "cancelled")

    @admin.action(description="Try the last run again")
    def retry(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> None:
        """It goes on where it stopped."""
        self._each(request, queryset, services.retry, "being tried again")

    @admin.action(description="Delete, with all footage")
    def remove(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> HttpResponse | None:
        """For good, so it asks first. No slot comes back."""
        if "sure" not in request.POST:
            return self._ask_first(request, queryset)
        self._each(request, queryset, services.delete, "deleted, with all footage")
        return None

    def _ask_first(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> HttpResponse:
        """Template admin/avatars_delete.html: the same form again, with those that were chosen."""
        context = {**self.admin_site.each_context(request), "title": "Delete, with all footage?"}
        return render(request, "admin/avatars_delete.html", {**context, "avatars": queryset})

    def _change(self, request: HttpRequest, queryset: QuerySet[Avatar], to: Status, done: str) -> None:
        self._each(request, queryset, lambda avatar, actor: change_status(avatar, to, actor=actor), done)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Avatar], act: Callable[[Avatar, User], Any], done: str
    ) -> None:
        for avatar in queryset:
            try:
                act(avatar, cast(User, request.user))
            except UserError as error:
                messages.error(request, f"{avatar}: {staff_sentence(error)}")
            else:
                messages.success(request, f"{avatar}: {done}.")


@admin.register(Work)
class Works(LockedAdmin):
    """What runs, what waits, what failed and why."""

    list_display = ("avatar", "kind", "status", "stage", "share", "attempt", "created_at", "ended_at")
    list_filter = ("status", "kind", "stage")
    search_fields = ("avatar__name", "avatar__code", "avatar__workspace__owner__email")
    list_select_related = ("avatar",)
