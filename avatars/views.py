"""The avatars' pages."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.access import current_workspace
from avatars.access import access_avatar, seen_avatars
from avatars.media import PARTS, media_file
from avatars.models import Avatar, Kind


@login_required
@require_safe
def avatar_list(request: HttpRequest) -> HttpResponse:
    """Template avatars/list.html: samples and own (lists of Avatar: code, name, role, status, is_active).

    Pictures: {% url "avatar_media" avatar.code "thumbnail" %} (still) and "preview" (short silent mp4 for hover).
    """
    avatars = list(seen_avatars(current_workspace(request)))
    context = {
        kind: [avatar for avatar in avatars if avatar.kind == kind] for kind in (Kind.SAMPLE, Kind.OWN)
    }
    return render(request, "avatars/list.html", {"samples": context[Kind.SAMPLE], "own": context[Kind.OWN]})


@login_required
@require_safe
def avatar_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Template avatars/detail.html: avatar, greeting (in the reader's language), changes (status changes).

    {% url "project_new" %}?avatar=<code> begins a project with it, when avatar.is_active.
    """
    avatar = access_avatar(current_workspace(request), code)
    context = {
        "avatar": avatar,
        "greeting": avatar.shown_greeting,
        "changes": avatar.status_changes.all()[:20],
    }
    return render(request, "avatars/detail.html", context)


@require_safe
@cache_control(max_age=86400, private=True)
def avatar_media(request: HttpRequest, code: str, part: str) -> HttpResponseBase:
    """The avatar's thumbnail (jpg, webp or png) or preview (mp4). Samples are for everyone, own ones for members."""
    if part not in PARTS:
        raise Http404
    return FileResponse(media_file(_for_media(request, code), part).open("rb"))


def _for_media(request: HttpRequest, code: str) -> Avatar:
    sample = Avatar.objects.samples().filter(code=code).first()
    if sample is not None:
        return sample
    if not request.user.is_authenticated:
        raise Http404
    return access_avatar(current_workspace(request), code)
