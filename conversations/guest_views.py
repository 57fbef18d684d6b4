"""A project's shared page and the conversations that guests have there. Nobody need log in; who has is a guest, too."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from avatarsite.errors import UserError
from avatarsite.messages import sentence
from conversations import guests, pages
from conversations.live.process import process
from conversations.throttle import count_start
from conversations.visitor import Guest, guest_of, known_guest
from projects.access import access_shared_page


def unlisted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No search engine lists it, and nobody keeps it: its address is all that it takes to come in."""

    @wraps(view)
    def unlisted_view(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(unlisted_view)


@unlisted
@require_safe
def guest_chat(request: HttpRequest, link: str) -> HttpResponse:
    """Template conversations/chat.html: pages.check_page.

    Where no guest may begin now, conversations/guest_refused.html: message, again_url (where asking again may help),
    and of a page that can be used at other times project, avatar and still.
    """
    guest = guest_of(request, link)
    try:
        page = access_shared_page(link)
    except Http404:
        return _no_way_in(request, guest, UserError("guest.closed"))
    project, avatar = page.project, page.project.avatar
    if avatar is None or not avatar.is_active:
        return _no_way_in(request, guest, UserError("guest.not_now"))
    context = pages.check_page(guest, project, avatar)
    why = None if context["running"] else guests.refusal(page, guest)
    if why is not None:
        return _no_way_in(request, guest, why, context)
    process.prepare_avatar(avatar)
    return render(request, "conversations/chat.html", context)


def _no_way_in(
    request: HttpRequest, guest: Guest, why: UserError, page: dict[str, Any] | None = None
) -> HttpResponse:
    again_url = "" if why.message_id == "guest.closed" else guest.chat_address("chat", "")
    context = {**(page or {}), "message": guest.sentence(why), "again_url": again_url}
    return render(request, "conversations/guest_refused.html", context, status=_status(why))


def _status(why: UserError) -> int:
    return {"guest.closed": 404, "guest.too_often": 429}.get(why.message_id, 409)


@unlisted
@require_POST
def guest_start(request: HttpRequest, link: str) -> JsonResponse:
    """Start Chat: pages.started, or with 404, 409 or 429 pages.refused."""
    guest = guest_of(request, link)
    try:
        count_start(request.META.get("REMOTE_ADDR", ""), guest.key)
        guest = known_guest(request, link)
        conversation = guests.start(guest)
    except UserError as error:
        return pages.refused(guest, error, _status(error), _way_on(guest, error))
    return pages.started(guest, conversation)


def _way_on(guest: Guest, error: UserError) -> tuple[str, str]:
    """To their own that runs, where it is that which stands in the way."""
    running = guests.running_now(guest) if error.message_id == "guest.talks_already" else None
    if running is None:
        return "", ""
    return sentence(UserError("next.running")), guest.address("detail", running)


@unlisted
@require_safe
def guest_detail(request: HttpRequest, link: str, code: str) -> HttpResponse:
    """While it runs conversations/chat.html (pages.chat_page), then conversations/guest_ended.html.

    guest_ended.html: pages.past_page, again_url, end_url. The link is only where it leads back to: the conversation
    goes on however that has changed.
    """
    guest = guest_of(request, link)
    conversation = pages.as_it_is_now(guest, code)
    avatar = pages.avatar_of(conversation)
    if conversation.is_active and avatar:
        context = pages.chat_page(guest, conversation.project, avatar, conversation)
        return render(request, "conversations/chat.html", context)
    ways = {"again_url": guest.chat_address("chat", ""), "end_url": guest.address("end", conversation)}
    context = pages.past_page(guest, conversation, avatar) | ways
    return render(request, "conversations/guest_ended.html", context)


@unlisted
@require_safe
def guest_state(request: HttpRequest, link: str, code: str) -> JsonResponse:
    """pages.state."""
    return pages.state(guest_of(request, link), code)


@unlisted
@require_POST
def guest_end(request: HttpRequest, link: str, code: str) -> HttpResponse:
    """pages.end."""
    return pages.end(guest_of(request, link), code)
