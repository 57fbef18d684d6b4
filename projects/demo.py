"""The demo login: a workspace with a contract, and projects about the product itself."""

import json
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from accounts.models import User, Workspace
from avatars.models import Avatar
from projects.models import KnowledgeEntry, Project

CONTENT = Path(__file__).parent / "chat" / "demo"


def demo_user() -> User:
    """The demo login, with the password that the settings name now."""
    user = User.objects.filter(email=settings.DEMO_EMAIL).first() or User.objects.create_user(settings.DEMO_EMAIL)
    if not user.check_password(settings.DEMO_PASSWORD):
        user.set_password(settings.DEMO_PASSWORD)
    user.is_staff = user.is_superuser = settings.DEMO_STAFF
    user.save()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def contents() -> list[dict[str, Any]]:
    """The projects that ship: English first."""
    files = sorted(CONTENT.glob("*.json"), key=lambda file: (file.stem != "en", file.stem))
    return [{"language": file.stem, **json.loads(file.read_text("utf-8"))} for file in files]


@transaction.atomic
def make_project(workspace: Workspace, content: dict[str, Any], avatar: Avatar | None) -> Project | None:
    """The project of one language, unless the workspace has had one by that name already."""
    name = content["name"]
    if workspace.projects.filter(name=name).exists():
        return None
    project = Project.objects.create(
        workspace=workspace,
        name=name,
        avatar=avatar,
        language=content["language"],
        greeting=content.get("greeting", ""),
        unknown_line=content.get("unknown_line", ""),
    )
    KnowledgeEntry.objects.bulk_create(
        KnowledgeEntry(
            project=project,
            question=entry["question"],
            alternatives=entry.get("alternatives", []),
            answer=entry["answer"],
            suggested=entry.get("suggested", False),
            position=position,
        )
        for position, entry in enumerate(content["entries"])
    )
    return project
