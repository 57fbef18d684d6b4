"""The project page's section about its shared page, which htmx sends and fetches anew."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts.access import current_workspace
from projects.access import access_project
from projects.forms import LimitsForm
from projects.messages import MESSAGES
from projects.models import Project, SharedPage
from projects.sharing import close_page, open_page, renew_link, set_limits


def shared_context(project: Project, limits: LimitsForm | None = None, said: str = "") -> dict[str, Any]:
    """For template projects/shared.html: project, shared (its SharedPage, or None before the first time), limits (a
    LimitsForm), said (what has just happened, or "").
    """
    page = SharedPage.objects.filter(project=project).first()
    limits = limits or LimitsForm(instance=page)
    return {"project": project, "shared": page, "limits": limits, "said": str(MESSAGES[said]) if said else ""}


@login_required
@require_POST
def shared_open(request: HttpRequest, code: str) -> HttpResponse:
    """POST: switch it on. Template projects/shared.html: shared_context."""
    return _done(request, code, open_page, "shared.opened")


@login_required
@require_POST
def shared_close(request: HttpRequest, code: str) -> HttpResponse:
    """POST: switch it off. The template likewise."""
    return _done(request, code, close_page, "shared.closed")


@login_required
@require_POST
def shared_renew(request: HttpRequest, code: str) -> HttpResponse:
    """POST: a new link in the place of the old one. The template likewise."""
    return _done(request, code, renew_link, "shared.renewed")


@login_required
@require_POST
def shared_limits(request: HttpRequest, code: str) -> HttpResponse:
    """POST day_minutes, guests, conversation_minutes. The template likewise; with their errors where some are wrong."""
    project = access_project(current_workspace(request), code)
    limits = LimitsForm(request.POST, instance=get_object_or_404(SharedPage, project=project))
    if not limits.is_valid():
        return _section(request, shared_context(project, limits))
    set_limits(project, **limits.cleaned_data)
    return _section(request, shared_context(project, said="shared.saved"))


def _done(request: HttpRequest, code: str, change: Callable[[Project], None], said: str) -> HttpResponse:
    project = access_project(current_workspace(request), code)
    change(project)
    return _section(request, shared_context(project, said=said))


def _section(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "projects/shared.html", context)
