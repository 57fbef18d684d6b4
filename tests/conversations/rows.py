"""Rows that a conversation needs: an avatar that can really speak, and a project of Alice's."""

from pathlib import Path

from django.conf import settings

from accounts.models import Workspace
from avatars.models import Avatar, Kind
from avatars.status import Status
from projects.models import KnowledgeEntry, Project
from tests.engine.drawn import draw_bundle, draw_cut_out

QUESTION = "Where is the station?"
ANSWER = "Go straight on. It is on the left."


def make_avatar(workspace: Workspace) -> Avatar:
    """Drawn in code; its bundle is written once for the whole run."""
    folder = Path(settings.VAR_DIR) / "test-bundles" / "drawn"
    if not folder.exists():
        draw_bundle(folder)
    return Avatar.objects.create(
        workspace=workspace, name="Drawn", kind=Kind.OWN, status=Status.ACTIVE, bundle_path="test-bundles/drawn"
    )


def make_cut_out(workspace: Workspace) -> Avatar:
    """The same with an alpha; it stands in the studio unless a project says otherwise."""
    folder = Path(settings.VAR_DIR) / "test-bundles" / "cut_out"
    if not folder.exists():
        draw_bundle(folder, draw_cut_out)
    return Avatar.objects.create(
        workspace=workspace, name="Cut out", kind=Kind.OWN, status=Status.ACTIVE,
        bundle_path="test-bundles/cut_out", background="studio",
    )  # fmt: skip


def make_project(workspace: Workspace, **fields: object) -> Project:
    """Greets shortly and knows one answer."""
    values = {"name": "Directions", "avatar": make_avatar(workspace), "greeting": "Hello.", **fields}
    project = Project.objects.create(workspace=workspace, **values)
    KnowledgeEntry.objects.create(project=project, question=QUESTION, answer=ANSWER, suggested=True)
    return project
