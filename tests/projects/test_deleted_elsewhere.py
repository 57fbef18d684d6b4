"""Saving a project that was deleted in another tab: what was typed can still become a new one."""

from django.test import Client
from django.urls import reverse

from projects.models import Project
from tests.projects.page import filled, rows_of


def test_what_was_typed_becomes_a_new_one(as_alice: Client, project: Project) -> None:
    url, sent = reverse("project_edit", args=[project.code]), filled(rows_of(project), initial=2, name="Kept")
    project.delete()
    page = as_alice.post(url, sent)
    text = page.content.decode()
    assert page.status_code == 404
    assert "it was deleted elsewhere" in text
    assert "mend what is marked" not in text
    assert f'action="{reverse("project_new")}"' in text
    assert page.context["form"]["name"].value() == "Kept"
    again = {name: value for name, value in sent.items() if not name.endswith("-id")}
    assert as_alice.post(reverse("project_new"), again).status_code == 302
    made = Project.objects.get()
    assert made.name == "Kept"
    assert [row.question for row in made.entries.all()] == ["When do you open?", "What does it cost?"]


def test_a_stranger_s_looks_the_same_as_none_at_all(as_charlie: Client, project: Project) -> None:
    theirs = as_charlie.post(reverse("project_edit", args=[project.code]), filled(name="Mine"))
    nobodys = as_charlie.post(reverse("project_edit", args=["nothing123"]), filled(name="Mine"))
    assert theirs.status_code == nobodys.status_code == 404
    for page in (theirs, nobodys):
        assert "it was deleted elsewhere" in page.content.decode()
        assert b"Museum" not in page.content
    assert [row.name for row in Project.objects.all()] == ["Museum"]


def test_looking_at_one_that_is_gone_is_a_plain_404(as_alice: Client, project: Project) -> None:
    url = reverse("project_edit", args=[project.code])
    project.delete()
    assert "projects/edit.html" not in [part.name for part in as_alice.get(url).templates]
