"""Changing a project."""

from django.test import Client
from django.urls import reverse

from avatars.models import Avatar
from avatars.status import Status
from projects.models import Project
from tests.projects.page import filled, rows_of


def url(project: Project) -> str:
    """Its page."""
    return reverse("project_edit", args=[project.code])


def test_a_team_mate_changes_it(as_bob: Client, project: Project) -> None:
    rows = rows_of(project)
    assert as_bob.post(url(project), filled(rows, initial=2, name="Gallery")).status_code == 302
    assert Project.objects.get().name == "Gallery"


def test_a_stranger_does_not_find_it(as_charlie: Client, project: Project) -> None:
    assert as_charlie.get(url(project)).status_code == 404
    assert as_charlie.post(url(project), filled(name="Mine")).status_code == 404
    assert Project.objects.get().name == "Museum"


def test_answers_are_moved_removed_and_added(as_alice: Client, project: Project) -> None:
    first, second = rows_of(project)
    new = {"question": "Where?", "alternatives": "", "answer": "Here."}
    rows = [{**first, "ORDER": "2"}, {**second, "DELETE": "on"}, {**new, "ORDER": "1"}]
    as_alice.post(url(project), filled(rows, initial=2))
    assert [row.question for row in project.entries.all()] == ["Where?", "When do you open?"]


def test_moving_alone_is_saved(as_alice: Client, project: Project) -> None:
    first, second = rows_of(project)
    as_alice.post(url(project), filled([{**first, "ORDER": "2"}, {**second, "ORDER": "1"}], initial=2))
    assert [row.question for row in project.entries.all()] == ["What does it cost?", "When do you open?"]


def test_another_project_s_answer_can_not_be_taken(as_charlie: Client, project: Project) -> None:
    as_charlie.post(reverse("project_new"), filled())
    theirs = Project.objects.get(workspace__owner__email="charlie@example.org")
    as_charlie.post(url(theirs), filled([{**rows_of(project)[0], "answer": "Stolen"}], initial=1))
    assert project.entries.first().answer == "We open at nine."  # type: ignore[union-attr]


def test_one_whose_avatar_is_gone_asks_for_another(as_alice: Client, project: Project) -> None:
    project.avatar.delete()  # type: ignore[union-attr]
    page = as_alice.get(url(project))
    assert page.status_code == 200
    assert page.context["form"].picked is None


def test_its_own_avatar_stays_on_the_page_when_it_can_not_be_used(as_alice: Client, project: Project) -> None:
    long = "Your face is blurred. Wipe the lens, let the camera focus, and hold it steady."
    Avatar.objects.filter(projects=project).update(status=Status.FAILED, status_reason=long)
    page = as_alice.get(url(project))
    assert page.context["form"].avatars == [project.avatar]
    assert f'aria-label="{project.avatar}: Failed"' in page.content.decode()
