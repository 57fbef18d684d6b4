"""What a session starts with, and keeps."""

import json

import pytest

from avatars.models import Avatar
from avatars.status import Status
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from projects.models import Project
from projects.snapshot import snapshot


def test_it_holds_all_but_the_key(project: Project) -> None:
    project.keep_api_key("sk-test-0123456789-abcd")
    kept = snapshot(project)
    text = json.dumps(kept)
    assert kept["suggestions"] == ["When do you open?"]
    assert kept["greeting"] == "Hello!"
    assert len(kept["chat"]["entries"]) == 2
    assert project.api_key_encrypted not in text
    assert "abcd" not in text


def test_later_changes_leave_it_alone(project: Project) -> None:
    kept = snapshot(project)
    project.entries.all().delete()
    project.greeting = "Changed"
    assert (kept["greeting"], len(kept["chat"]["entries"])) == ("Hello!", 2)


def test_an_own_avatar_greets_in_the_project_s_language(project: Project) -> None:
    own = Avatar.objects.create(workspace=project.workspace, name="Own", status=Status.ACTIVE)
    project.avatar, project.language = own, "ko"
    assert snapshot(project)["greeting"].startswith("안녕하세요")


def test_the_greeting_is_in_the_project_s_language(project: Project) -> None:
    project.language = "es"
    assert snapshot(project)["greeting"] == "¡Hola!"


def test_without_an_avatar_it_says_what_to_do(project: Project) -> None:
    project.avatar = None
    with pytest.raises(UserError, match=r"project.no_avatar"):
        snapshot(project)


def test_with_one_that_is_not_active_it_says_why(project: Project) -> None:
    Avatar.objects.update(status=Status.DEACTIVATED)
    project.refresh_from_db()
    with pytest.raises(UserError) as refused:
        snapshot(project)
    assert "Deactivated" in sentence(refused.value)
