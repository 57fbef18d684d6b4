"""The pages of projects."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import current_workspace
from accounts.models import Workspace
from avatars.models import Kind
from projects.access import access_project
from projects.forms import EntryFormSet, ProjectForm, site_has_chat
from projects.messages import MESSAGES
from projects.models import Project
from projects.services import delete, duplicate, save_project
from projects.shared import shared_context


@login_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """Template projects/list.html: projects (Project with avatar), can_chat per project is project.avatar.is_active;
    shows_samples: is a sample presenter on the page?
    """
    projects = current_workspace(request).projects.select_related("avatar")
    faces = [project.avatar for project in projects]
    shows_samples = not faces or any(face is not None and face.kind == Kind.SAMPLE for face in faces)
    return render(request, "projects/list.html", {"projects": projects, "shows_samples": shows_samples})


@login_required
@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """Template projects/edit.html, as project_edit, with project None. ?avatar=<code> preselects one."""
    workspace = current_workspace(request)
    return _edit(request, workspace, Project(workspace=workspace))


@login_required
@require_http_methods(["GET", "POST"])
def project_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Template projects/edit.html.

    project (None when new), form (ProjectForm: fields name avatar background language voice greeting uses_chatgpt
    chat_model instructions temperature api_key remove_api_key unknown_line; form.avatars: those that can be used, and
    the project's own, where not .is_active with .why_not_active; form.picked; form.rooms: RoomChoices), entries
    (formset, prefix "entries": question alternatives answer suggested ORDER DELETE id), saved_key ("…abcd" or ""),
    has_saved_key, site_has_chat (the site has a key or server); of a project that is there, shared.shared_context.
    Invalid input is shown again with its errors, nothing is lost but the typed key. The page sends "seen", the
    project's changed_at that it knew; where that is another by now (form.changed_elsewhere_at), it is shown again, too.
    What was sent to a project that is gone is shown as a new one (gone: True), with the status 404.
    """
    workspace = current_workspace(request)
    try:
        return _edit(request, workspace, access_project(workspace, code))
    except (Http404, Project.DoesNotExist):
        if request.method != "POST":
            raise
    return _edit(request, workspace, Project(workspace=workspace), gone=True)


def _edit(request: HttpRequest, workspace: Workspace, project: Project, gone: bool = False) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    initial = {"avatar": request.GET.get("avatar")} if request.GET.get("avatar") and not project.pk else {}
    form = ProjectForm(data, instance=project, workspace=workspace, initial=initial)
    entries = EntryFormSet(data, instance=project, prefix="entries")
    valid = data is not None and all([form.is_valid(), entries.is_valid()])
    if valid and not gone and save_project(form, entries):
        messages.success(request, str(MESSAGES["project.saved"]))
        return redirect("project_edit", form.instance.code)
    context = {
        "form": form,
        "entries": entries,
        "has_saved_key": bool(project.api_key_encrypted),
        "saved_key": f"…{project.api_key_ending}" if project.api_key_ending else "",
        "site_has_chat": site_has_chat(),
        "gone": gone,
        **(shared_context(project) if project.pk else {"project": None}),
    }
    status = 404 if gone else 422 if form.is_bound else 200
    return render(request, "projects/edit.html", context, status=status)


@login_required
@require_POST
def project_duplicate(request: HttpRequest, code: str) -> HttpResponse:
    """POST: a copy, then its page."""
    return redirect("project_edit", duplicate(access_project(current_workspace(request), code)).code)


@login_required
@require_POST
def project_delete(request: HttpRequest, code: str) -> HttpResponse:
    """POST: the project goes; its conversations stay with what they were."""
    project = access_project(current_workspace(request), code)
    delete(project)
    messages.success(request, str(MESSAGES["project.deleted"]) % {"name": project.name})
    return redirect("project_list")
