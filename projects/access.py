"""Which projects a workspace may see. Missing and forbidden look the same from outside."""

from django.shortcuts import get_object_or_404

from accounts.models import Workspace
from projects.models import Project


def access_project(workspace: Workspace, code: str) -> Project:
    """One of the workspace's projects; Http404 for all others."""
    return get_object_or_404(
        Project.objects.select_related("avatar", "workspace"), workspace=workspace, code=code
    )
