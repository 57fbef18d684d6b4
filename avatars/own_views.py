"""What the pages of own avatars do: cancel, try again, deactivate, delete; and the part that shows the work."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import current_workspace
from accounts.models import User
from avatars import services
from avatars.access import access_known
from avatars.messages import MESSAGES
from avatars.models import Avatar
from avatars.own_context import own_context, shown
from avatars.progress import progress_of
from avatars.recording_access import access_own_avatar
from avatarsite.errors import UserError
from avatarsite.messages import sentence


@login_required
@require_safe
def avatar_work(request: HttpRequest, code: str) -> HttpResponse:
    """Part avatars/_work.html for htmx; context: own_context. A page that shows another state (?shown=) loads again."""
    avatar = access_known(current_workspace(request), code)
    answer = render(request, "avatars/_work.html", {"avatar": avatar, **own_context(avatar)})
    if request.GET.get("shown", shown(avatar)) != shown(avatar):
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_safe
def avatar_tile(request: HttpRequest, code: str) -> HttpResponse:
    """Part avatars/_tile.html for htmx: avatar and its progress."""
    avatar = access_known(current_workspace(request), code)
    return render(request, "avatars/_tile.html", {"avatar": avatar, "progress": progress_of(avatar)})


@login_required
@require_POST
def avatar_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """POST: what is going on ends."""
    return _done(request, code, services.cancel, "avatar.cancelled")


@login_required
@require_POST
def avatar_retry(request: HttpRequest, code: str) -> HttpResponse:
    """POST: the last run goes on where it stopped."""
    return _done(request, code, services.retry, "")


@login_required
@require_POST
def avatar_deactivate(request: HttpRequest, code: str) -> HttpResponse:
    """POST: no new conversation uses it."""
    return _done(request, code, services.deactivate, "avatar.deactivated")


@login_required
@require_POST
def avatar_reactivate(request: HttpRequest, code: str) -> HttpResponse:
    """POST: it can be used again."""
    return _done(request, code, services.reactivate, "avatar.reactivated")


@login_required
@require_POST
def avatar_rename(request: HttpRequest, code: str) -> HttpResponse:
    """POST name: what it is called from now on."""
    name = request.POST.get("name", "")
    return _done(request, code, lambda avatar, actor: services.rename(avatar, name), "avatar.renamed")


@login_required
@require_POST
def avatar_delete(request: HttpRequest, code: str) -> HttpResponse:
    """POST: its files go. Its page stays and says where it was used."""
    return _done(request, code, services.delete, "avatar.deleted")


def _done(request: HttpRequest, code: str, change: Callable[[Avatar, User], Any], said: str) -> HttpResponse:
    """The change, then the avatar's page with what came of it."""
    avatar = access_own_avatar(current_workspace(request), code)
    try:
        change(avatar, cast(User, request.user))
        if said:
            messages.success(request, str(MESSAGES[said]) % {"name": avatar.name})
    except UserError as error:
        messages.error(request, sentence(error))
    return redirect("avatar_detail", code)
