"""What staff do with avatars from the list: it says what was done, in words for staff, and deleting asks first."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Workspace
from avatars.models import Avatar, Kind
from avatars.status import Status

LIST = "admin:avatars_avatar_changelist"


@pytest.fixture
def avatar(workspace: Workspace) -> Avatar:
    """Alice's, in use."""
    return Avatar.objects.create(workspace=workspace, name="Own", kind=Kind.OWN, status=Status.ACTIVE)


def act(client: Client, action: str, avatar: Avatar, **more: str) -> Any:
    """Choose it in the list and send the action."""
    data = {"action": action, "_selected_action": [avatar.pk], **more}
    return client.post(reverse(LIST), data, follow=True)


def test_it_says_what_was_done(as_staff: Client, avatar: Avatar) -> None:
    assert "Own: deactivated." in act(as_staff, "deactivate", avatar).content.decode()
    assert "Own: active again." in act(as_staff, "reactivate", avatar).content.decode()
    avatar.refresh_from_db()
    assert avatar.status == Status.ACTIVE


def test_deleting_asks_first(as_staff: Client, avatar: Avatar) -> None:
    page = act(as_staff, "remove", avatar).content.decode()
    assert f"Own ({avatar.code})" in page and 'name="sure"' in page
    avatar.refresh_from_db()
    assert avatar.status == Status.ACTIVE
    assert "deleted, with all footage" in act(as_staff, "remove", avatar, sure="yes").content.decode()
    avatar.refresh_from_db()
    assert avatar.status == Status.DELETED


def test_what_can_not_be_done_is_said_to_staff(as_staff: Client, avatar: Avatar, sample: Avatar) -> None:
    assert "so there was nothing to cancel" in act(as_staff, "cancel", avatar).content.decode()
    assert "The customer must record anew" in act(as_staff, "retry", avatar).content.decode()
    assert "This is a sample avatar" in act(as_staff, "remove", sample, sure="yes").content.decode()
