"""A project keeps the avatar that it has, also while that is not active; a newly picked one must be active."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from avatars.models import Avatar
from avatars.status import Status
from projects.models import Project
from tests.projects.page import filled

NOTICE = "Sample is not active. You can save"


@pytest.fixture
def url(project: Project) -> str:
    return reverse("project_edit", args=[project.code])


@pytest.fixture
def other(project: Project) -> Avatar:
    """A sample that no project has."""
    return Avatar.objects.create(code="sample2", name="Other", kind="sample", status=Status.ACTIVE)


def offered(html: str) -> list[str]:
    """Which faces can be picked, by the avatar's code."""
    return re.findall(r'<input type="radio" name="avatar" value="(\w+)"', html)


def test_one_whose_avatar_was_deactivated_is_saved(as_alice: Client, url: str, other: Avatar) -> None:
    Avatar.objects.update(status=Status.DEACTIVATED)
    text = as_alice.get(url).content.decode()
    assert NOTICE in text
    assert offered(text) == ["sample1"]
    assert as_alice.post(url, filled(greeting="Good morning.")).status_code == 302
    assert Project.objects.get().greeting == "Good morning."


def test_another_one_that_is_not_active_can_not_be_picked(as_alice: Client, url: str, other: Avatar) -> None:
    Avatar.objects.update(status=Status.DEACTIVATED)
    page = as_alice.post(url, filled(avatar="sample2"))
    assert page.context["form"].errors["avatar"] == ["This avatar is not available. Choose another one."]
    assert offered(page.content.decode()) == ["sample1"]


def test_one_that_was_let_go_can_not_be_picked_again(as_alice: Client, url: str, other: Avatar) -> None:
    Avatar.objects.filter(code="sample1").update(status=Status.DEACTIVATED)
    assert as_alice.post(url, filled(avatar="sample2")).status_code == 302
    assert as_alice.post(url, filled(avatar="sample1")).status_code == 422


def test_one_that_was_deleted_is_not_offered(as_alice: Client, url: str) -> None:
    Avatar.objects.update(status=Status.DELETED)
    assert offered(as_alice.get(url).content.decode()) == []
    assert as_alice.post(url, filled()).status_code == 422


def test_nothing_is_said_while_it_is_active(as_alice: Client, url: str) -> None:
    assert NOTICE not in as_alice.get(url).content.decode()
