"""Whose workspace is it? Missing and forbidden look the same from outside."""

from typing import cast

from django.http import Http404, HttpRequest

from accounts.models import Role, User, Workspace

CHOSEN = "workspace_code"  # in the session


def workspace_of(user: User, chosen: str | None = None) -> Workspace:
    """The workspace that a user works in: the chosen one if they are a member, else their own, else the first joined.

    Http404 when they are a member of none.
    """
    mine = user.memberships.select_related("workspace").order_by("-role", "pk")  # "owner" sorts last
    member = (mine.filter(workspace__code=chosen).first() if chosen else None) or mine.first()
    if member is None:
        raise Http404
    return member.workspace


def current_workspace(request: HttpRequest) -> Workspace:
    """The workspace of the logged-in user of a request."""
    return workspace_of(cast(User, request.user), request.session.get(CHOSEN))


def choose_workspace(request: HttpRequest, code: str) -> None:
    """Work in another workspace from now on. Http404 unless the user is a member."""
    if not cast(User, request.user).memberships.filter(workspace__code=code).exists():
        raise Http404
    request.session[CHOSEN] = code


def may_buy(user: User, workspace: Workspace) -> bool:
    """Owners and admins spend a workspace's money; members don't."""
    return leads(user, workspace)


def leads(user: User, workspace: Workspace) -> bool:
    """Is this the owner, or an admin?"""
    return workspace.memberships.filter(user=user, role__in=(Role.OWNER, Role.ADMIN)).exists()
