"""The pages of conversations, and Start Chat."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import current_workspace, may_buy
from accounts.models import User, Workspace
from avatars.access import seen_avatars
from avatars.media import still_url
from avatars.rooms import another_room
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from billing.balances import balance
from conversations import returning, services
from conversations.access import access_conversation, seen_conversations
from conversations.hearing import speech_to_text
from conversations.live.process import process
from conversations.models import Conversation
from conversations.way_on import more_credits_url, next_steps, way_on
from projects.access import access_project
from projects.models import Project

PAGE = 30
PAYMENT_REQUIRED = {"billing.no_credits"}


@login_required
@require_safe
def chat(request: HttpRequest, code: str) -> HttpResponse:
    """Template conversations/chat.html: project, avatar, room (where it is not the avatar's own), still (the address of
    its picture), language, balance, stt ("server" or "browser"), conversation (None here), running (a Conversation of
    the visitor's to go back to, or None).

    While the visitor checks the microphone the avatar is loaded already. Where no credit is free, off to buy some.
    """
    project = access_project(current_workspace(request), code)
    if project.avatar is None or not project.avatar.is_active:
        return redirect("project_edit", code)
    running = returning.running_of(cast(User, request.user), project.workspace)
    if running is None and balance(project.workspace).free_ms <= 0:
        return _without_credits(request, project)
    process.prepare_avatar(project.avatar)
    context = _page(project.workspace, project, project.avatar) | {"running": running}
    return render(request, "conversations/chat.html", context)


@login_required
@require_POST
def chat_start(request: HttpRequest, code: str) -> JsonResponse:
    """Start Chat: {code, url, ws}, or 402 or 409 with {message_id, message, action_url, action_label}."""
    project = access_project(current_workspace(request), code)
    try:
        conversation = returning.start(project, cast(User, request.user))
    except UserError as error:
        return _refused(error, project)
    process.prepare_session(conversation.code)
    url = reverse("conversation_detail", args=[conversation.code])
    return JsonResponse({"code": conversation.code, "url": url, "ws": f"/ws/conversations/{conversation.code}/"})


def _without_credits(request: HttpRequest, project: Project) -> HttpResponse:
    buys = may_buy(cast(User, request.user), project.workspace)
    why = UserError("conversation.no_credits" if buys else "conversation.ask_for_credits")
    messages.error(request, sentence(why))
    return redirect(more_credits_url())


def _refused(error: UserError, project: Project) -> JsonResponse:
    label, url = way_on(error, project)
    answer = {
        "message_id": error.message_id, "message": sentence(error), "action_url": url, "action_label": label,
    }  # fmt: skip
    return JsonResponse(answer, status=402 if error.message_id in PAYMENT_REQUIRED else 409)


@login_required
@require_safe
def conversation_list(request: HttpRequest) -> HttpResponse:
    """Template conversations/list.html: page (a Paginator page of Conversation, newest first)."""
    workspace = current_workspace(request)
    services.end_dead(workspace.pk)
    page = Paginator(seen_conversations(workspace), PAGE).get_page(request.GET.get("page"))
    return render(request, "conversations/list.html", {"page": page, "conversations": page.object_list})


@login_required
@require_safe
def conversation_detail(request: HttpRequest, code: str) -> HttpResponse:
    """While it runs conversations/chat.html with conversation (it offers to resume), then conversations/detail.html.

    detail.html: conversation, turns (Turn, with shown_text), project (or None), avatar (or None), still, balance. Both
    pages show the avatar and the room that it started with, whatever the project has now.
    """
    workspace = current_workspace(request)
    conversation = _as_it_is_now(workspace, code)
    project = conversation.project
    avatar = seen_avatars(workspace).filter(code=conversation.snapshot["avatar"]["code"]).first()
    if conversation.is_active and project and avatar:
        return render(request, "conversations/chat.html", _page(workspace, project, avatar, conversation))
    context = {
        "conversation": conversation,
        "turns": conversation.turns.all(),
        "project": project,
        "avatar": avatar,
        "still": still_url(avatar, _room(project, avatar, conversation)) if avatar else "",
        "balance": balance(workspace),
    }
    return render(request, "conversations/detail.html", context)


@login_required
@require_safe
def conversation_state(request: HttpRequest, code: str) -> JsonResponse:
    """Running: {return_ms}, for how long one may come back, or null. Ended: as the socket's `ended`."""
    conversation = _as_it_is_now(current_workspace(request), code)
    if conversation.is_active:
        return JsonResponse({"return_ms": returning.return_ms(conversation)})
    return JsonResponse(_ended(conversation))


def _as_it_is_now(workspace: Workspace, code: str) -> Conversation:
    """Ended, if it ran in a process that has died."""
    conversation = access_conversation(workspace, code)
    if conversation.is_active:
        services.end_dead(workspace.pk)
        conversation.refresh_from_db()
    return conversation


def _ended(conversation: Conversation) -> dict[str, Any]:
    steps, reason = next_steps(conversation.project), conversation.end_reason
    return {
        "reason": reason, "message": sentence(UserError(f"ended.{reason}")), "elapsed_ms": conversation.billed_ms or 0,
        "left_ms": balance(conversation.workspace).ms, "next": steps.get(reason, steps[""]),
    }  # fmt: skip


@login_required
@require_POST
def conversation_end(request: HttpRequest, code: str) -> HttpResponse:
    """End it, from a page without a socket. Running or already ended: the summary follows."""
    conversation = access_conversation(current_workspace(request), code)
    if conversation.is_active and not process.end_session(code, "visitor"):
        services.end_elsewhere(code)
    return redirect("conversation_detail", code)


def _page(workspace: Any, project: Any, avatar: Any, conversation: Conversation | None = None) -> dict[str, Any]:
    room = _room(project, avatar, conversation)
    return {
        "project": project,
        "avatar": avatar,
        "conversation": conversation,
        "room": room,
        "still": still_url(avatar, room),
        "language": conversation.snapshot["language"] if conversation else project.language,
        "balance": balance(workspace),
        "stt": speech_to_text(),
    }


def _room(project: Any, avatar: Any, conversation: Conversation | None) -> str:
    """What is behind the presenter, where that is not its own room."""
    background = conversation.snapshot.get("background", "") if conversation else project.background
    return another_room(avatar, background)
