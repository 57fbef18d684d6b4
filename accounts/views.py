"""The settings page."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import choose_workspace, current_workspace, leads
from accounts.forms import WorkspaceForm
from accounts.models import User, Workspace


@login_required
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Template accounts/settings.html: workspace, form (WorkspaceForm: name), may_rename (a member looks at it only),
    members (Membership list with user), workspaces (all of the user's; POST workspace_switch with code= changes to
    another).

    It links on to allauth's own pages: account_email, account_change_password, mfa_index, socialaccount_connections.
    """
    workspace, user = current_workspace(request), cast(User, request.user)
    form = WorkspaceForm(request.POST or None, instance=workspace)
    may = leads(user, workspace)
    if request.method == "POST" and not may:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("settings")
    members = workspace.memberships.select_related("user").order_by("pk")
    mine = Workspace.objects.filter(members=user).order_by("pk")
    context = {
        "workspace": workspace, "form": form, "may_rename": may, "members": members, "workspaces": mine,
    }  # fmt: skip
    return render(request, "accounts/settings.html", context)


@login_required
@require_POST
def switch_workspace(request: HttpRequest) -> HttpResponse:
    """POST code: work in another workspace from now on."""
    choose_workspace(request, request.POST.get("code", ""))
    return redirect("project_list")
