"""A new project."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Workspace
from avatars.models import Avatar
from avatars.status import Status
from projects.models import Project
from tests.projects.page import filled

URL = "/projects/new/"
ROWS = [
    {
        "question": "When?",
        "alternatives": "At what time?\n\nHow early? ",
        "answer": "At nine.",
        "suggested": "on",
    },
    {"question": "How much?", "alternatives": "", "answer": "Nothing."},
]


def test_it_is_made_with_its_answers(as_alice: Client, workspace: Workspace, sample: Avatar) -> None:
    answer = as_alice.post(URL, filled(ROWS))
    project = Project.objects.get()
    assert answer["Location"] == reverse("project_edit", args=[project.code])
    assert (project.workspace, project.avatar, project.greeting) == (workspace, sample, "Welcome.")
    assert project.temperature == 0.5
    entries = [(row.question, row.alternatives, row.suggested, row.position) for row in project.entries.all()]
    assert entries == [("When?", ["At what time?", "How early?"], True, 0), ("How much?", [], False, 1)]


def test_what_was_saved_is_shown_again(as_alice: Client, sample: Avatar) -> None:
    page = as_alice.post(URL, filled(ROWS), follow=True)
    form = page.context["form"]
    assert (form["name"].value(), form["avatar"].value(), form.picked) == ("Museum", "sample1", sample)
    rows = page.context["entries"]
    assert [row["question"].value() for row in rows] == ["When?", "How much?"]
    assert rows[0]["alternatives"].value() == "At what time?\nHow early?"


def test_an_avatar_may_be_chosen_already(as_alice: Client, sample: Avatar) -> None:
    assert as_alice.get(URL, {"avatar": "sample1"}).context["form"].picked == sample


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"avatar": ""}, "avatar"),
        ({"avatar": "nobody"}, "avatar"),
        ({"language": "tlh"}, "language"),
        ({"voice": "espeak:xx:none"}, "voice"),
        ({"temperature": "3"}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"uses_chatgpt": "on"}, "api_key"),
        ({"instructions": "x" * 8001}, "instructions"),
    ],
)
def test_bad_input_says_what_is_wrong_and_loses_nothing(
    as_alice: Client, sample: Avatar, changes: dict[str, str], field: str
) -> None:
    page = as_alice.post(URL, filled(ROWS, **changes))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["greeting"].value() == "Welcome."
    assert [row["question"].value() for row in page.context["entries"]] == ["When?", "How much?"]
    assert not Project.objects.exists()


def test_an_answer_without_a_question_says_so(as_alice: Client, sample: Avatar) -> None:
    page = as_alice.post(URL, filled([{"question": "", "alternatives": "", "answer": "At nine."}]))
    assert "question" in page.context["entries"][0].errors
    assert not Project.objects.exists()


def test_an_avatar_that_is_not_active_is_not_offered_and_can_not_be_picked(
    as_alice: Client, workspace: Workspace, sample: Avatar
) -> None:
    Avatar.objects.create(workspace=workspace, name="Alice", code="draft", status=Status.DRAFT)
    page = as_alice.post(URL, filled(avatar="draft"))
    assert "avatar" in page.context["form"].errors
    assert page.context["form"].avatars == [sample]


def test_a_stranger_s_avatar_can_not_be_picked(
    as_charlie: Client, workspace: Workspace, sample: Avatar
) -> None:
    Avatar.objects.create(workspace=workspace, name="Alice", code="alices", status=Status.ACTIVE)
    page = as_charlie.post(URL, filled(avatar="alices"))
    assert "avatar" in page.context["form"].errors


def test_a_broken_list_is_no_crash(as_alice: Client, sample: Avatar) -> None:
    data = filled()
    data["entries-TOTAL_FORMS"] = "many"
    assert as_alice.post(URL, data).status_code == 422


def test_without_a_presenter_it_asks_for_one_by_the_page_s_own_word(as_alice: Client, sample: Avatar) -> None:
    page = as_alice.post(URL, filled(avatar=""))
    assert page.status_code == 422
    assert page.context["form"].errors["avatar"] == ["Choose a presenter: click on a face."]
    assert b"Choose a presenter: click on a face." in page.content
