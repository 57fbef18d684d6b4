"""Each new user gets a workspace, however they were made (page, admin, command, social log-in)."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from accounts.models import User, Workspace
from accounts.workspaces import open_workspace

workspace_opened = Signal()  # sent with workspace=, inside the transaction that saves its user


@receiver(post_save, sender=User)
def give_workspace(sender: type[User], instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """On the user's first save, unless a fixture is being loaded."""
    if created and not raw:
        workspace_opened.send(Workspace, workspace=open_workspace(instance))
