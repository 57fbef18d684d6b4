"""What a session starts with and keeps, however its project changes meanwhile."""

from typing import Any

from avatars.rooms import room_behind
from avatarsite.errors import UserError
from projects.models import Project


def snapshot(project: Project) -> dict[str, Any]:
    """All that a session needs, as JSON, without the provider key.

    UserError("project.no_avatar") or ("project.avatar_not_active", name=, why=) when nobody could speak.
    """
    avatar = project.avatar
    if avatar is None:
        raise UserError("project.no_avatar")
    if not avatar.is_active:
        raise UserError("project.avatar_not_active", name=avatar.name, why=avatar.why_not_active)
    return {
        "project": {"code": project.code, "name": project.name},
        "avatar": {"code": avatar.code, "name": avatar.name, "voice": avatar.voice},
        "background": room_behind(avatar, project.background),
        "language": project.language,
        "voice": project.voice,
        "greeting": project.greeting or avatar.greeting_in(project.language),
        "chat": chat(project),
        "suggestions": [entry.question for entry in project.entries.all() if entry.suggested],
    }


def chat(project: Project) -> dict[str, Any]:
    """Where the answers come from: the fields of projects.chat.ChatConfig but the key and the base address."""
    return {
        "use_model": project.uses_chatgpt,
        "model": project.chat_model,
        "instructions": project.instructions,
        "temperature": project.temperature,
        "unknown_line": project.unknown_line,
        "entries": [
            {"question": entry.question, "answer": entry.answer, "alternatives": entry.alternatives}
            for entry in project.entries.all()
        ],
    }
