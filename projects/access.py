"""Which projects a workspace may see, and which page a guest. Missing and forbidden look the same from outside."""

from django.shortcuts import get_object_or_404

from accounts.models import Workspace
from projects.models import Project, SharedPage


def access_project(workspace: Workspace, code: str) -> Project:
    """One of the workspace's projects; Http404 for all others."""
    return get_object_or_404(
        Project.objects.select_related("avatar", "workspace"), workspace=workspace, code=code
    )


def access_shared_page(link: str, *, lock: bool = False) -> SharedPage:
    """The open page of a link; Http404 for a closed one, one with a newer link and one that never was.

    `lock`: in a transaction, until whose end its owner can't close it.
    """
    pages = SharedPage.objects.select_related("project__avatar", "project__workspace")
    if lock:
        pages = pages.select_for_update(of=("self",))
    return get_object_or_404(pages, link=link, is_open=True)
