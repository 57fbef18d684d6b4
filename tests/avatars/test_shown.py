"""The pictures of an own avatar, as a guest may see them: by a signed address, of that avatar, for a day."""

import time

import pytest
from django.core import signing
from django.test import Client

from accounts.models import Workspace
from avatars import media
from avatars.media import media_url
from avatars.models import Avatar
from avatars.status import Status
from tests.conversations.rows import make_cut_out


@pytest.fixture
def avatar(workspace: Workspace) -> Avatar:
    return make_cut_out(workspace)


def test_only_the_signed_address_shows_it(avatar: Avatar) -> None:
    assert Client().get(media_url(avatar, "thumbnail", "shelf")).status_code == 404
    assert Client().get(media_url(avatar, "thumbnail", "shelf", for_guests=True)).status_code == 200


def test_it_shows_no_other_avatar(avatar: Avatar, workspace: Workspace) -> None:
    other = Avatar.objects.create(workspace=workspace, name="Other", bundle_path=avatar.bundle_path)
    address = media_url(avatar, "thumbnail", "shelf", for_guests=True).replace(
        f"/{avatar.code}/", f"/{other.code}/"
    )
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("signed", ["", "x", "code:x:y"])
def test_what_is_not_signed_by_us_shows_nothing(avatar: Avatar, signed: str) -> None:
    assert not media.is_shown(avatar.code, signed)
    assert not media.is_shown(avatar.code, signing.TimestampSigner(salt="another").sign(avatar.code))


def test_after_a_day_it_shows_nothing(avatar: Avatar, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = media._signer.sign(avatar.code)
    assert media.is_shown(avatar.code, signed)
    later = time.time() + media.SHOWN_S + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert not media.is_shown(avatar.code, signed)


def test_a_deleted_one_is_gone(avatar: Avatar) -> None:
    address = media_url(avatar, "thumbnail", "shelf", for_guests=True)
    Avatar.objects.update(status=Status.DELETED)
    assert Client().get(address).status_code == 404


def test_a_sample_s_address_stays_the_same_for_everybody(sample: Avatar) -> None:
    assert media_url(sample, "thumbnail", for_guests=True) == media_url(sample, "thumbnail")
