"""A project that is open in two tabs: nobody's work is replaced in silence, and nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.forms import EntryFormSet, ProjectForm
from projects.models import Project
from projects.services import save_project
from tests.projects.page import filled, rows_of, seen_in

QUESTIONS = ["When do you open?", "What does it cost?"]


@pytest.fixture
def url(project: Project) -> str:
    return reverse("project_edit", args=[project.code])


@pytest.fixture
def opened(as_alice: Client, project: Project, url: str) -> dict[str, Any]:
    """What Alice's tab would send as it was opened."""
    rows = rows_of(project)
    return filled(rows, initial=2, greeting="", seen=seen_in(as_alice.get(url).content.decode()))


def questions(project: Project) -> list[str]:
    return [row.question for row in project.entries.all()]


def test_the_second_to_save_is_told_and_then_replaces(
    as_alice: Client, as_bob: Client, url: str, opened: dict[str, Any]
) -> None:
    assert as_bob.post(url, opened | {"greeting": "Good morning."}).status_code == 302
    told = as_alice.post(url, opened | {"name": "Gallery"})
    assert told.status_code == 422
    assert "This project was changed elsewhere on" in told.content.decode()
    assert "mend what is marked" not in told.content.decode()
    assert told.context["form"]["name"].value() == "Gallery"
    assert Project.objects.get().greeting == "Good morning."
    again = as_alice.post(url, opened | {"name": "Gallery", "seen": seen_in(told.content.decode())})
    assert again.status_code == 302
    assert (Project.objects.get().name, Project.objects.get().greeting) == ("Gallery", "")


def test_an_answer_alone_is_not_replaced_in_silence(
    as_alice: Client, as_bob: Client, project: Project, url: str, opened: dict[str, Any]
) -> None:
    as_bob.post(url, opened | {"entries-0-answer": "At ten."})
    told = as_alice.post(url, opened | {"entries-0-answer": "At eleven."})
    assert told.context["entries"][0]["answer"].value() == "At eleven."
    assert project.entries.all()[0].answer == "At ten."
    as_alice.post(url, opened | {"entries-0-answer": "At eleven.", "seen": seen_in(told.content.decode())})
    assert project.entries.all()[0].answer == "At eleven."


def test_a_question_that_was_removed_meanwhile_is_a_new_one(
    as_alice: Client, as_bob: Client, project: Project, url: str, opened: dict[str, Any]
) -> None:
    as_bob.post(url, opened | {"entries-0-DELETE": "on"})
    told = as_alice.post(url, opened | {"entries-0-answer": "At eleven."})
    text = told.content.decode()
    assert "This project was changed elsewhere on" in text
    assert "mend what is marked" not in text
    assert f'name="entries-0-id" value="{opened["entries-0-id"]}"' not in text
    assert questions(project) == QUESTIONS[1:]
    del opened["entries-0-id"]  # as the page that came back sends it
    as_alice.post(url, opened | {"entries-0-answer": "At eleven.", "seen": seen_in(told.content.decode())})
    assert questions(project) == QUESTIONS
    assert project.entries.all()[0].answer == "At eleven."


def test_one_that_both_removed_stays_removed(
    as_alice: Client, as_bob: Client, project: Project, url: str, opened: dict[str, Any]
) -> None:
    removed = opened | {"entries-0-DELETE": "on"}
    as_bob.post(url, removed)
    told = as_alice.post(url, removed)
    assert as_alice.post(url, removed | {"seen": seen_in(told.content.decode())}).status_code == 302
    assert questions(project) == QUESTIONS[1:]


def test_one_that_was_added_meanwhile_stays(
    as_alice: Client, as_bob: Client, project: Project, url: str, opened: dict[str, Any]
) -> None:
    new = {"question": "Where?", "alternatives": "", "answer": "Here."}
    seen = opened["seen"]
    as_bob.post(url, filled([*rows_of(project), new], initial=2, seen=seen))
    told = as_alice.post(url, opened)
    as_alice.post(url, opened | {"seen": seen_in(told.content.decode())})
    assert questions(project) == [*QUESTIONS, "Where?"]


def test_a_mistake_and_a_change_elsewhere_are_told_together(
    as_alice: Client, as_bob: Client, url: str, opened: dict[str, Any]
) -> None:
    as_bob.post(url, opened | {"name": "Gallery"})
    told = as_alice.post(url, opened | {"name": ""}).content.decode()
    assert "This project was changed elsewhere on" in told
    assert "mend what is marked" in told


def test_who_was_faster_by_a_moment_counts_too(
    as_bob: Client, project: Project, url: str, opened: dict[str, Any]
) -> None:
    """Bob saves between Alice's check and her save."""
    form = ProjectForm(opened, instance=Project.objects.get(), workspace=project.workspace)
    entries = EntryFormSet(opened, instance=form.instance, prefix="entries")
    assert form.is_valid() and entries.is_valid()
    as_bob.post(url, opened | {"greeting": "Good morning."})
    assert not save_project(form, entries)
    assert Project.objects.get().greeting == "Good morning."
