"""What projects answer to other apps."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from avatars.models import Avatar
from avatars.usage import Use, asked_where_used


@receiver(asked_where_used)
def projects_of(sender: type[Avatar], avatar: Avatar, **_: Any) -> list[Use]:
    """The projects that an avatar speaks for."""
    projects = avatar.projects.filter(workspace=avatar.workspace)
    return [Use(project.name, reverse("project_edit", args=[project.code])) for project in projects]
