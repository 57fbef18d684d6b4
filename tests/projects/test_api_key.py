"""A project's provider key: write-only, encrypted, shown by its last four characters."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from avatarsite.errors import UserError
from projects.models import Project
from tests.projects.page import filled

KEY = "sk-test-0123456789-abcd"


def save(client: Client, project: Project, **changes: str) -> str:
    """Send the page, then give its text as shown again."""
    url = reverse("project_edit", args=[project.code])
    page = client.post(url, filled(uses_chatgpt="on", **changes), follow=True)
    project.refresh_from_db()
    return page.content.decode()


def test_it_is_kept_encrypted_and_shown_by_its_ending(as_alice: Client, project: Project) -> None:
    page = save(as_alice, project, api_key=KEY)
    assert project.api_key == KEY
    assert KEY not in project.api_key_encrypted
    assert KEY not in page
    assert "…abcd" in page


def test_a_blank_field_keeps_it(as_alice: Client, project: Project) -> None:
    save(as_alice, project, api_key=KEY)
    save(as_alice, project, api_key="")
    assert project.api_key == KEY


def test_the_box_removes_it(as_alice: Client, project: Project) -> None:
    save(as_alice, project, api_key=KEY)
    url = reverse("project_edit", args=[project.code])
    as_alice.post(url, filled(remove_api_key="on"))
    project.refresh_from_db()
    assert (project.api_key, project.api_key_ending) == ("", "")


def test_chatgpt_needs_no_key_when_the_site_has_one(
    as_alice: Client, project: Project, settings: Settings
) -> None:
    settings.OPENAI_API_KEY = "sk-site"
    save(as_alice, project)
    assert project.uses_chatgpt


def test_a_new_secret_key_reads_what_an_old_one_wrote(project: Project, settings: Settings) -> None:
    project.keep_api_key(KEY)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert project.api_key == KEY
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(UserError, match=r"key.unreadable"):
        _ = project.api_key
