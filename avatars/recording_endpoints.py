"""What the editor's scripts ask for, in JSON: the state, takes begun, pieces of their files, their end, the sending."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import current_workspace
from accounts.models import User
from avatars.recording_access import access_recording, access_take
from avatars.recording_takes import (
    MAX_CHUNK,
    append_chunk,
    as_dict,
    begin_take,
    choose_take,
    delete_take,
    end_take,
    trim_take,
)
from avatars.recordings import missing_parts, send, spoken_s
from avatarsite.errors import UserError
from avatarsite.messages import sentence

STATUS = {
    "recording.gap": 409,
    "recording.closed": 409,
    "recording.take_over": 409,
    "recording.too_large": 413,
    "recording.disk_full": 507,
}
Endpoint = Callable[..., JsonResponse]


def tells_errors(view: Endpoint) -> Endpoint:
    """A UserError becomes {"id", "message", facts} with the fitting HTTP status."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        try:
            return view(request, *args, **kwargs)
        except UserError as error:
            answer = {**error.facts, "id": error.message_id, "message": sentence(error)}
            return JsonResponse(answer, status=STATUS.get(error.message_id, 400))

    return told


def endpoint(*methods: str) -> Callable[[Endpoint], Endpoint]:
    """Login, method, no cache, errors as JSON."""

    def around(view: Endpoint) -> Endpoint:
        guarded = require_http_methods(list(methods))(never_cache(tells_errors(view)))
        return cast(Endpoint, login_required(guarded))

    return around


@endpoint("GET")
def state(request: HttpRequest, code: str) -> JsonResponse:
    """{"status", "takes": […], "missing": [part…], "spoken_s"}."""
    recording = access_recording(current_workspace(request), code)
    takes = [as_dict(take) for take in recording.takes.all()]
    answer = {"status": recording.status, "takes": takes, "missing": missing_parts(recording)}
    return JsonResponse({**answer, "spoken_s": round(spoken_s(recording), 1)})


@endpoint("PUT", "PATCH", "POST", "DELETE", "GET")
def take(request: HttpRequest, code: str, key: str) -> JsonResponse:
    """PUT begins a take, PATCH ?offset=N&ms=M brings a piece, POST ends or changes it, GET tells, DELETE removes.

    PUT {"part", "mime", "file_name"?, "size"?}. POST {"end": {"lasted_ms", "broken"}} or {"chosen": bool} or
    {"trim": [start_ms | null, end_ms | null]}. All answer with the take; a missing piece with 409 and "have".
    """
    workspace = current_workspace(request)
    if request.method == "PUT":
        return _begin(request, code, key)
    found = access_take(workspace, code, key)
    if request.method == "PATCH":
        return JsonResponse({"size": append_chunk(found, *_place(request), _body(request))})
    if request.method == "DELETE":
        delete_take(found)
        return JsonResponse({})
    if request.method == "POST":
        return JsonResponse(as_dict(_changed(found, _json(request))))
    return JsonResponse(as_dict(found))


def _begin(request: HttpRequest, code: str, key: str) -> JsonResponse:
    recording = access_recording(current_workspace(request), code)
    asked = _json(request)
    size = asked.get("size")
    begun = begin_take(
        recording,
        key,
        part=str(asked.get("part", "")),
        mime=str(asked.get("mime", "")),
        file_name=str(asked.get("file_name", "")),
        declared=int(size) if isinstance(size, int) else None,
    )
    return JsonResponse(as_dict(begun))


def _changed(take: Any, asked: dict[str, Any]) -> Any:
    if isinstance(asked.get("end"), dict):
        end = asked["end"]
        return end_take(take, lasted_ms=_whole(end.get("lasted_ms")) or 0, broken=bool(end.get("broken")))
    if isinstance(asked.get("trim"), list) and len(asked["trim"]) == 2:
        return trim_take(take, _whole(asked["trim"][0]), _whole(asked["trim"][1]))
    if "chosen" in asked:
        return choose_take(take, bool(asked["chosen"]))
    raise UserError("recording.bad_request")


def _whole(value: Any) -> int | None:
    """A whole number of milliseconds; None for what is none."""
    return int(value) if isinstance(value, int | float) and 0 <= value < 10**9 else None


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.read(MAX_CHUNK))
    except ValueError as error:
        raise UserError("recording.bad_request") from error
    if not isinstance(asked, dict):
        raise UserError("recording.bad_request")
    return asked


def _place(request: HttpRequest) -> tuple[int, int]:
    """(byte that the piece begins at, milliseconds that the take had lasted when it was cut)."""
    texts = (request.GET.get("offset", ""), request.GET.get("ms", "0"))
    if not all(text.isdecimal() and len(text) < 12 for text in texts):
        raise UserError("recording.bad_request")
    return int(texts[0]), int(texts[1])


def _body(request: HttpRequest) -> bytes:
    """The piece, whole: what was cut off on its way is refused, and comes again."""
    expected = int(request.META.get("CONTENT_LENGTH") or 0)
    if expected > MAX_CHUNK:
        raise UserError("recording.bad_request")
    data = request.read(MAX_CHUNK + 1)
    if len(data) > MAX_CHUNK or (expected and len(data) != expected):
        raise UserError("recording.bad_request")
    return data


@endpoint("POST")
def recording_send(request: HttpRequest, code: str) -> JsonResponse:
    """The recording is done. -> {"next": the avatar's page}."""
    recording = access_recording(current_workspace(request), code)
    sent = send(recording, cast(User, request.user))
    return JsonResponse({"next": reverse("avatar_detail", args=[sent.avatar.code])})
