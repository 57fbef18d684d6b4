"""What happens to projects: save, duplicate, delete. Each is one transaction."""

from django.db import transaction
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext as _

from projects.forms import EntryForm, ProjectForm
from projects.models import KnowledgeEntry, Project


@transaction.atomic
def save_project(form: ProjectForm, entries: "BaseInlineFormSet[KnowledgeEntry, Project, EntryForm]") -> bool:
    """Save a valid form with its valid list; nothing, and False, where the project was changed elsewhere meanwhile."""
    if form.instance.pk:
        locked = Project.objects.select_for_update()
        form.instance.refresh_from_db(fields=["changed_at"], from_queryset=locked)
    if form.changed_elsewhere_at:
        return False
    entries.instance = form.save()
    entries.save()
    return True


@transaction.atomic
def duplicate(project: Project) -> Project:
    """A second project with the same settings, key and answers."""
    entries = list(project.entries.all())
    name = _("%(name)s (copy)") % {"name": project.name[:70]}
    values = {
        field.attname: getattr(project, field.attname)
        for field in Project._meta.concrete_fields
        if field.name not in ("id", "code", "name", "created_at", "changed_at")
    }
    twin = Project.objects.create(**values, name=name)
    for entry in entries:
        entry.pk, entry.project = None, twin
        entry._state.adding = True
    KnowledgeEntry.objects.bulk_create(entries)
    return twin


@transaction.atomic
def delete(project: Project) -> None:
    """It goes with its answers and its shared page; its conversations stay, without a project."""
    hold(project)  # before what hangs on it, as saving does
    project.delete()


def hold(project: Project) -> bool:
    """In a transaction, until whose end nobody else deletes or saves it. False where it is gone.

    Without its key: a guest who begins on it refers to that at the end, holding its shared page, and must not wait.
    """
    return bool(Project.objects.select_for_update(no_key=True).filter(pk=project.pk))
