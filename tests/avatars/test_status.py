"""The lifecycle: checked, compared and set, written down."""

import pytest

from accounts.models import User
from avatars.changes import change_status
from avatars.models import Avatar
from avatars.status import ALLOWED, Status
from avatarsite.errors import UserError


def test_every_status_says_what_may_follow() -> None:
    assert set(ALLOWED) == set(Status)


def test_a_change_leaves_a_row(sample: Avatar, alice: User) -> None:
    change_status(sample, Status.DEACTIVATED, reason="Old", actor=alice)
    row = sample.status_changes.get()
    assert (row.before, row.after, row.reason, row.actor) == ("active", "deactivated", "Old", alice)
    assert Avatar.objects.get(pk=sample.pk).why_not_active == "Old"


def test_what_may_not_follow_is_refused(sample: Avatar) -> None:
    with pytest.raises(UserError, match=r"avatar.not_allowed"):
        change_status(sample, Status.DRAFT)
    assert not sample.status_changes.exists()


def test_who_comes_second_is_told(sample: Avatar) -> None:
    second = Avatar.objects.get(pk=sample.pk)
    change_status(sample, Status.DEACTIVATED)
    with pytest.raises(UserError, match=r"avatar.changed"):
        change_status(second, Status.ACTIVATING)
    assert Avatar.objects.get(pk=sample.pk).status == Status.DEACTIVATED
