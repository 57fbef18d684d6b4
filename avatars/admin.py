"""Staff: avatars and how their status changed."""

from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import User
from avatars.changes import change_status
from avatars.models import Avatar, AvatarStatusChange
from avatars.status import Status
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from avatarsite.staff import LockedInline


class Changes(LockedInline):
    """What happened to it."""

    model = AvatarStatusChange
    fields = ("created_at", "before", "after", "reason", "actor")


@admin.register(Avatar)
class Avatars(ModelAdmin):
    """A status changes by the actions alone, so that each change is checked and leaves a row."""

    list_display = ("name", "code", "kind", "status", "workspace", "created_at")
    list_filter = ("kind", "status")
    search_fields = ("name", "code", "workspace__name", "workspace__owner__email")
    readonly_fields = ("code", "kind", "status", "status_reason", "bundle_path", "bundle_digest")
    autocomplete_fields = ("workspace",)
    list_select_related = ("workspace",)
    inlines = (Changes,)
    actions = ("deactivate", "reactivate")

    @admin.action(description="Deactivate")
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> None:
        """No new conversation can use them."""
        self._change(request, queryset, Status.DEACTIVATED)

    @admin.action(description="Make active again")
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> None:
        """They can be used again."""
        self._change(request, queryset, Status.ACTIVE)

    def _change(self, request: HttpRequest, queryset: QuerySet[Avatar], to: Status) -> None:
        for avatar in queryset:
            try:
                change_status(avatar, to, actor=cast(User, request.user))
            except UserError as error:
                messages.error(request, f"{avatar}: {sentence(error)}")
