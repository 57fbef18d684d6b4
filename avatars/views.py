"""The avatars' pages."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.access import current_workspace
from avatars.access import access_avatar, access_known, seen_avatars
from avatars.media import PARTS, is_shown, media_file
from avatars.models import Avatar, Kind
from avatars.own_context import own_context
from avatars.posters import poster_file
from avatars.progress import progress_of
from avatars.rooms import another_room
from avatars.status import Status
from billing.slots import slots_left


@login_required
@require_safe
def avatar_list(request: HttpRequest) -> HttpResponse:
    """Template avatars/list.html: samples (list of Avatar), own (list of (Avatar, its Progress or None)), slots left
    (None: no limit).

    Pictures: {% url "avatar_media" avatar.code "thumbnail" %} (still) and "preview" (short silent mp4 for hover).
    """
    workspace = current_workspace(request)
    avatars = list(seen_avatars(workspace))
    context = {
        "samples": [avatar for avatar in avatars if avatar.kind == Kind.SAMPLE],
        "own": [(avatar, progress_of(avatar)) for avatar in avatars if avatar.kind == Kind.OWN],
        "slots": slots_left(workspace),
    }
    return render(request, "avatars/list.html", context)


@login_required
@require_safe
def avatar_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Template avatars/detail.html: avatar, greeting (in the reader's language; none before it can speak), changes
    (status changes), and for an own one own_context.

    {% url "project_new" %}?avatar=<code> begins a project with it, when avatar.is_active.
    """
    avatar = access_known(current_workspace(request), code)
    context = {
        "avatar": avatar,
        "greeting": avatar.shown_greeting if avatar.bundle_path else "",
        "changes": avatar.status_changes.all()[:20],
        **own_context(avatar),
    }
    return render(request, "avatars/detail.html", context)


@require_safe
@cache_control(max_age=86400, private=True)
def avatar_media(request: HttpRequest, code: str, part: str) -> HttpResponseBase:
    """The avatar's thumbnail (jpg, webp or png) or preview (mp4). Samples are for everyone, own ones for members and
    for guests with a signed address (avatars.media).

    A thumbnail with ?background=<room> shows the presenter there, where it can.
    """
    if part not in PARTS:
        raise Http404
    avatar = _for_media(request, code)
    room = another_room(avatar, request.GET.get("background", "")) if part == "thumbnail" else ""
    file = poster_file(avatar, room) if room else media_file(avatar, part)
    return FileResponse(file.open("rb"))


def _for_media(request: HttpRequest, code: str) -> Avatar:
    sample = Avatar.objects.samples().filter(code=code).first()
    if sample is not None:
        return sample
    if is_shown(code, request.GET.get("shown", "")):
        return get_object_or_404(Avatar.objects.exclude(status=Status.DELETED), code=code)
    if not request.user.is_authenticated:
        raise Http404
    return access_avatar(current_workspace(request), code)
