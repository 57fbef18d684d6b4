"""The pieces that the project page fetches: voices, rows, imports, a try."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import Project


def test_each_language_has_its_voices(as_alice: Client, project: Project) -> None:
    page = as_alice.get(reverse("project_voices"), {"language": "ko", "avatar": "sample1"})
    codes = [code for code, _ in page.context["voices"]]
    assert codes
    assert all(":ko" in code for code in codes)


def test_an_unknown_language_has_none(as_alice: Client) -> None:
    assert as_alice.get(reverse("project_voices"), {"language": "tlh"}).context["voices"] == []


@pytest.mark.parametrize(("number", "name"), [("3", "entries-3-question"), ("x", "entries-0-question")])
def test_a_new_row_has_the_next_number(as_alice: Client, number: str, name: str) -> None:
    assert name in as_alice.get(reverse("project_entry"), {"number": number}).content.decode()


def test_pasted_text_becomes_rows(as_alice: Client) -> None:
    text = "Q: When?\nA: At nine.\n\nHow much?\nNothing.\nReally."
    page = as_alice.post(reverse("project_import"), {"text": text, "number": "2"})
    rows = [(row["question"].value(), row["answer"].value()) for row in page.context["rows"]]
    assert rows == [("When?", "At nine."), ("How much?", "Nothing. Really.")]
    assert page.context["total"] == 4
    assert "entries-3-answer" in page.content.decode()


def test_text_without_answers_says_what_to_write(as_alice: Client) -> None:
    page = as_alice.post(reverse("project_import"), {"text": "hello", "number": "0"})
    assert "Nothing was found" in page.context["error"]


def test_trying_shows_which_answer_comes(as_alice: Client, project: Project) -> None:
    url = reverse("project_try", args=[project.code])
    context = as_alice.post(url, {"question": "when do you open"}).context
    assert (context["source"], context["entry"].answer) == ("entry", "We open at nine.")


def test_trying_something_else_shows_the_unknown_line(as_alice: Client, project: Project) -> None:
    Project.objects.update(unknown_line="No idea.")
    url = reverse("project_try", args=[project.code])
    context = as_alice.post(url, {"question": "who won the 1954 world cup"}).context
    assert (context["source"], context["entry"], context["answer"]) == ("unknown", None, "No idea.")


def test_a_stranger_can_not_try(as_charlie: Client, project: Project) -> None:
    assert as_charlie.post(reverse("project_try", args=[project.code]), {"question": "x"}).status_code == 404
