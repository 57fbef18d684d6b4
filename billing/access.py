"""Whose bills are looked at, and by whom: a member their workspace's, staff any workspace's."""

from dataclasses import dataclass
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import current_workspace, may_buy
from accounts.models import User, Workspace


@dataclass(frozen=True)
class Visit:
    """may_buy: owners and admins of the workspace; staff look and don't buy. as_staff: by the address with a code."""

    workspace: Workspace
    user: User
    may_buy: bool
    as_staff: bool

    def address(self, name: str, *arguments: str) -> str:
        """The address of one of billing's pages for the same workspace."""
        if self.as_staff:
            return reverse(f"staff_{name}", args=(self.workspace.code, *arguments))
        return reverse(name, args=arguments)


def access_billing(request: HttpRequest, workspace_code: str = "") -> Visit:
    """The visitor's own workspace; with a code, any one for staff who may see ledgers. Http404 for everybody else."""
    user = cast(User, request.user)
    if not workspace_code:
        workspace = current_workspace(request)
        return Visit(workspace, user, may_buy(user, workspace), as_staff=False)
    if not (user.is_staff and user.has_perm("billing.view_ledgerentry")):
        raise Http404
    workspace = get_object_or_404(Workspace, code=workspace_code)
    return Visit(workspace, user, may_buy=False, as_staff=True)


def access_buying(request: HttpRequest) -> Visit:
    """The visitor's own workspace, if they may spend its money. PermissionDenied for members."""
    visit = access_billing(request)
    if not visit.may_buy:
        raise PermissionDenied
    return visit
