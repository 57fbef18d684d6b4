"""What a new workspace gets: an account, the default plan of each kind, and what those plans grant."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Workspace
from accounts.signals import workspace_opened
from billing.grants import open_account


@receiver(workspace_opened)
def give_account(sender: type[Workspace], workspace: Workspace, **_: Any) -> None:
    """In the transaction that makes the workspace."""
    open_account(workspace)
