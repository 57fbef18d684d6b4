"""The still picture of a presenter in another room is drawn once, and anew when what it shows has changed."""

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import Workspace
from avatars import backgrounds
from avatars.engine import Grade
from avatars.models import Avatar
from avatars.posters import poster_file
from tests.conversations.rows import make_cut_out


@pytest.fixture
def avatar(workspace: Workspace, settings: Settings, tmp_path: Path) -> Avatar:
    settings.BUNDLE_CACHE_DIR = tmp_path
    return make_cut_out(workspace)


def posters(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.webp"))


def test_it_is_drawn_once(avatar: Avatar, tmp_path: Path) -> None:
    file = poster_file(avatar, "shelf")
    file.write_bytes(b"drawn before")
    assert poster_file(avatar, "shelf").read_bytes() == b"drawn before"
    assert posters(tmp_path) == [file]


def test_a_new_bundle_is_drawn_in_its_place(avatar: Avatar, tmp_path: Path) -> None:
    old, other = poster_file(avatar, "shelf"), poster_file(avatar, "plain")
    avatar.bundle_digest = "f" * 64
    assert sorted([poster_file(avatar, "shelf"), other]) == posters(tmp_path)
    assert old not in posters(tmp_path)


def test_another_light_is_drawn_too(avatar: Avatar, monkeypatch: pytest.MonkeyPatch) -> None:
    before = poster_file(avatar, "shelf")
    monkeypatch.setitem(backgrounds.LIGHT, "shelf", Grade((0.5, 1.0, 1.0)))
    assert poster_file(avatar, "shelf") != before


def test_another_picture_of_the_room_is_drawn_too(avatar: Avatar, monkeypatch: pytest.MonkeyPatch) -> None:
    before, file = poster_file(avatar, "shelf"), backgrounds._file
    monkeypatch.setattr(backgrounds, "_file", lambda room: file("office"))
    assert poster_file(avatar, "shelf") != before


def test_nothing_stays_of_one_that_could_not_be_kept(
    avatar: Avatar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*names: object) -> None:
        raise OSError("disk full")

    poster_file(avatar, "shelf")
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        poster_file(avatar, "plain")
    assert not list(tmp_path.glob(".poster-*"))
