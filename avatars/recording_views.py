"""The pages of the editor: begin an avatar, record or upload its footage, leave it, begin again."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import current_workspace
from accounts.models import User
from avatars.changes import change_status
from avatars.coach_words import ROWS
from avatars.models import Recording, RecordingStatus, Way
from avatars.recording_access import access_own_avatar, access_recording, access_take
from avatars.recording_consent import statement
from avatars.recording_files import path_of
from avatars.recording_forms import AgainForm, NewAvatarForm
from avatars.recording_takes import MAX_BYTES, MAX_CHUNK, MAX_S, MIN_S
from avatars.recordings import begin_avatar, begin_recording, leave
from avatars.scripts import LISTEN_S, script
from avatars.slots import has_slot, refuse_without_slot
from avatars.status import Status
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from billing.slots import slots_left


@login_required
@require_http_methods(["GET", "POST"])
def avatar_new(request: HttpRequest) -> HttpResponse:
    """Template avatars/new.html: form (NewAvatarForm), statement (sentences), slots (None: no limit), no_slot."""
    workspace = current_workspace(request)
    form = NewAvatarForm(request.POST or None, initial=_first_guess())
    slots = slots_left(workspace)
    if request.method == "POST" and slots != 0 and form.is_valid():
        given = form.cleaned_data
        recording = begin_avatar(
            workspace, given["name"], Way(given["way"]), given["language"], _user(request), given["gender"]
        )
        return redirect("recording", recording.code)
    context = {"form": form, "statement": statement(), "slots": slots, "no_slot": slots == 0}
    return render(request, "avatars/new.html", context, status=422 if request.method == "POST" else 200)


def _first_guess() -> dict[str, str]:
    return {"language": (get_language() or "en")[:2], "way": Way.RECORDED}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@login_required
@require_http_methods(["GET", "POST"])
def avatar_again(request: HttpRequest, code: str) -> HttpResponse:
    """Template avatars/again.html: avatar, form (AgainForm), statement, error, paid (has it its slot?). New footage."""
    avatar = access_own_avatar(current_workspace(request), code)
    last = avatar.recordings.first()
    form, error = AgainForm(request.POST or None, initial={"way": last.way if last else Way.RECORDED}), ""
    if request.method == "POST" and form.is_valid():
        try:
            way = Way(form.cleaned_data["way"])
            recording = begin_recording(avatar, way, avatar.default_language, _user(request))
            return redirect("recording", recording.code)
        except UserError as refused:
            error = sentence(refused)
    context = {
        "avatar": avatar, "form": form, "statement": statement(), "error": error, "paid": has_slot(avatar),
    }  # fmt: skip
    return render(request, "avatars/again.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@login_required
@require_safe
def recording_page(request: HttpRequest, code: str) -> HttpResponse:
    """Template avatars/record.html or avatars/upload.html: recording, avatar, script, listen_s and the limits.

    One that was sent or left shows the avatar's page.
    """
    recording = access_recording(current_workspace(request), code)
    if recording.status != RecordingStatus.OPEN:
        return redirect("avatar_detail", recording.avatar.code)
    template = "avatars/record.html" if recording.way == Way.RECORDED else "avatars/upload.html"
    return render(request, template, _editor_context(recording))


def _no_slot(recording: Recording) -> bool:
    """Would creation have to pay a slot, and could not?"""
    try:
        refuse_without_slot(recording.avatar)
    except UserError:
        return True
    return False


def _editor_context(recording: Recording) -> dict[str, Any]:
    return {
        "recording": recording,
        "avatar": recording.avatar,
        "script": script(recording.language),
        "listen_s": int(LISTEN_S),
        "check_rows": ROWS,
        "no_slot": _no_slot(recording),
        "max_bytes": MAX_BYTES,
        "chunk_bytes": MAX_CHUNK // 2,
        "min_s": MIN_S,
        "max_s": MAX_S,
    }


@login_required
@require_POST
def recording_leave(request: HttpRequest, code: str) -> HttpResponse:
    """POST: the recording is given up. A draft that never had footage goes with it."""
    recording = access_recording(current_workspace(request), code)
    avatar = recording.avatar
    leave(recording)
    if avatar.status == Status.DRAFT:
        avatar.delete()
        return redirect("avatar_list")
    if avatar.status == Status.UPLOADING:
        change_status(avatar, Status.CANCELLED, actor=_user(request))
    return redirect("avatar_detail", avatar.code)


@require_safe
@login_required
@cache_control(private=True, max_age=3600)
def take_media(request: HttpRequest, code: str, key: str) -> HttpResponseBase:
    """The take as it was recorded, for the review."""
    take = access_take(current_workspace(request), code, key)
    answer = FileResponse(path_of(take).open("rb"), content_type=take.mime.partition(";")[0])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
