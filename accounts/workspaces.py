"""Making a workspace."""

from django.db import transaction

from accounts.models import Membership, Role, User, Workspace


def name_for(user: User) -> str:
    """What a workspace is called until its owner says otherwise."""
    return user.get_full_name() or user.email.partition("@")[0]


@transaction.atomic
def open_workspace(owner: User) -> Workspace:
    """A workspace with its owner as the first member."""
    workspace = Workspace.objects.create(name=name_for(owner), owner=owner)
    Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
    return workspace
