"""What the pages of members and of guests have in common: each serves a visitor, whichever of the two it is."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from avatars.access import seen_avatars
from avatars.media import media_url
from avatars.models import Avatar
from avatars.rooms import another_room
from avatarsite.errors import UserError
from conversations import returning, services
from conversations.access import access_conversation
from conversations.hearing import speech_to_text
from conversations.live.process import process
from conversations.models import Conversation
from conversations.visitor import Visitor
from conversations.way_on import next_steps
from projects.models import Project


def check_page(visitor: Visitor, project: Project, avatar: Avatar) -> dict[str, Any]:
    """For template conversations/chat.html before Start Chat: chat_page without a conversation; running (one of the
    visitor's to go back to, or None) with its address, running_url.
    """
    running = returning.running_of(visitor)
    where = {"running": running, "running_url": visitor.address("detail", running) if running else ""}
    return chat_page(visitor, project, avatar) | where


def chat_page(
    visitor: Visitor, project: Project | None, avatar: Avatar, conversation: Conversation | None = None
) -> dict[str, Any]:
    """For template conversations/chat.html: project (its name may be all that is left of it), avatar, room (where it is
    not the avatar's own), still and preview (addresses of its pictures), language, stt ("server" or "browser"), guest
    (is the visitor one?), start_url, again_url; of a running conversation: conversation, url, end_url.
    """
    kept = conversation.snapshot if conversation else {}
    code = project.code if project else kept["project"]["code"]
    return {
        "guest": visitor.is_guest,
        "project": project or kept["project"],
        "avatar": avatar,
        "language": kept["language"] if conversation else project and project.language,
        "stt": speech_to_text(),
        "start_url": visitor.chat_address("chat_start", code),
        "again_url": visitor.chat_address("chat", code),
        **_addresses(visitor, conversation),
        **faces(visitor, avatar, room_of(project, avatar, conversation)),
    }


def past_page(visitor: Visitor, conversation: Conversation, avatar: Avatar | None) -> dict[str, Any]:
    """For the template of one that is over: conversation, turns (Turn, with shown_text), project (or None), avatar (or
    None), and of an avatar its faces, in the room that it started with."""
    project = conversation.project
    shown = faces(visitor, avatar, room_of(project, avatar, conversation)) if avatar else {}
    turns = conversation.turns.all()
    return {"conversation": conversation, "turns": turns, "project": project, "avatar": avatar, **shown}


def _addresses(visitor: Visitor, conversation: Conversation | None) -> dict[str, Any]:
    if conversation is None:
        return {"conversation": None}
    url, end_url = (visitor.address(page, conversation) for page in ("detail", "end"))
    return {"conversation": conversation, "url": url, "end_url": end_url}


def faces(visitor: Visitor, avatar: Avatar, room: str) -> dict[str, str]:
    """room, still and preview, as the visitor may fetch them."""
    still, preview = (
        media_url(avatar, part, behind, for_guests=visitor.is_guest)
        for part, behind in (("thumbnail", room), ("preview", ""))
    )
    return {"room": room, "still": still, "preview": preview}


def room_of(project: Project | None, avatar: Avatar, conversation: Conversation | None) -> str:
    """What is behind the presenter, where that is not its own room."""
    wanted = conversation.snapshot.get("background", "") if conversation else project and project.background
    return another_room(avatar, wanted or "")


def avatar_of(conversation: Conversation) -> Avatar | None:
    """The avatar that it began with, whatever its project has now; None when that is gone."""
    code = conversation.snapshot["avatar"]["code"]
    return seen_avatars(conversation.workspace).filter(code=code).first()


def as_it_is_now(visitor: Visitor, code: str) -> Conversation:
    """One that the visitor may see: ended, if it ran in a process that has died. Http404."""
    conversation = access_conversation(visitor, code)
    if conversation.is_active:
        services.end_dead(conversation.workspace_id)
        conversation.refresh_from_db()
    return conversation


def started(visitor: Visitor, conversation: Conversation) -> JsonResponse:
    """{code, url, ws}; its session is being built meanwhile."""
    process.prepare_session(conversation.code)
    url, code = visitor.address("detail", conversation), conversation.code
    return JsonResponse({"code": code, "url": url, "ws": f"/ws/conversations/{code}/"})


def refused(visitor: Visitor, error: UserError, status: int, way: tuple[str, str] = ("", "")) -> JsonResponse:
    """{message_id, message, action_label, action_url}."""
    label, url = way
    answer = {
        "message_id": error.message_id, "message": visitor.sentence(error), "action_url": url, "action_label": label,
    }  # fmt: skip
    return JsonResponse(answer, status=status)


def state(visitor: Visitor, code: str) -> JsonResponse:
    """Running: {return_ms}, for how long one may come back, or null. Ended: as the socket's `ended`."""
    conversation = as_it_is_now(visitor, code)
    if conversation.is_active:
        return JsonResponse({"return_ms": returning.return_ms(conversation)})
    steps, reason = next_steps(conversation), conversation.end_reason
    message = visitor.sentence(UserError(f"ended.{reason}"))
    answer = {
        "reason": reason, "message": message, "elapsed_ms": conversation.billed_ms or 0,
        "left_ms": visitor.left_ms(), "next": steps.get(reason, steps[""]),
    }  # fmt: skip
    return JsonResponse(answer)


def end(visitor: Visitor, code: str) -> HttpResponse:
    """End it, from a page without a socket. Running or already ended: the summary follows."""
    conversation = access_conversation(visitor, code)
    reason = "team" if conversation.is_guests and not visitor.is_guest else "visitor"
    if conversation.is_active and not process.end_session(code, reason):
        services.end_elsewhere(code, reason)
    return redirect(visitor.address("detail", conversation))
