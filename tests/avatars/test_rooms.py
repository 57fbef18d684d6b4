"""The rooms that go behind presenters, and the pictures that pages show of them."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Workspace
from avatars.backgrounds import background_for
from avatars.bundles import bundle_for
from avatars.engine.background import LIGHT
from avatars.models import Avatar
from avatars.rooms import Room, another_room
from avatars.samples.loading import row
from tests.conversations.rows import make_avatar, make_cut_out


def picture(client: Client, avatar: Avatar, **query: str) -> np.ndarray:
    """The avatar's still picture, BGR."""
    answer = client.get(reverse("avatar_media", args=[avatar.code, "thumbnail"]), query)
    assert answer.status_code == 200
    image = cv2.imdecode(np.frombuffer(answer.getvalue(), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def test_each_room_has_a_picture_with_its_own_light(workspace: Workspace) -> None:
    bundle = bundle_for(make_cut_out(workspace))
    loop = bundle.loops["idle"]
    assert loop.alpha is not None
    seen = []
    for room in Room.values:
        background = background_for(bundle, room)
        assert background is not None
        seen.append(background.behind(loop.frames[0], loop.alpha[0]))
    assert len({image[:20, :20].tobytes() for image in seen}) == len(Room)
    assert len({image[30:40, 50:60].tobytes() for image in seen}) == len(Room)


def test_an_unknown_room_is_the_presenter_s_own(workspace: Workspace) -> None:
    bundle = bundle_for(make_cut_out(workspace))
    assert background_for(bundle, "beach") is background_for(bundle)


def test_an_avatar_without_alpha_gets_none(workspace: Workspace) -> None:
    assert background_for(bundle_for(make_avatar(workspace)), "shelf") is None


@pytest.mark.parametrize(
    ("own", "wanted", "other"),
    [("studio", "", ""), ("studio", "studio", ""), ("studio", "shelf", "shelf"), ("", "shelf", "")],
)
def test_which_room_differs_from_the_thumbnail(own: str, wanted: str, other: str) -> None:
    assert another_room(Avatar(background=own), wanted) == other


def test_its_still_picture_shows_another_room(as_alice: Client, workspace: Workspace) -> None:
    avatar = make_cut_out(workspace)
    warm, grey = (
        picture(as_alice, avatar, background=room)[:40, :40].mean((0, 1)) for room in ("shelf", "plain")
    )
    assert warm[2] - warm[0] > 15 + abs(grey[2] - grey[0])


def test_it_is_delivered_in_the_size_that_is_set(workspace: Workspace, settings: Settings) -> None:
    settings.AVATAR_SIZE = 96
    bundle = bundle_for(make_cut_out(workspace))
    background = background_for(bundle)
    assert background is not None and bundle.size == (96, 96)
    loop = bundle.loops["idle"]
    assert loop.alpha is not None
    assert background.behind(loop.frames[0], loop.alpha[0]).shape == (144, 96)


def test_a_stranger_gets_no_picture(as_charlie: Client, workspace: Workspace) -> None:
    url = reverse("avatar_media", args=[make_cut_out(workspace).code, "thumbnail"])
    assert as_charlie.get(url, {"background": "shelf"}).status_code == 404


@pytest.mark.parametrize(
    ("named", "room"), [({"background": "office"}, "office"), ({"background": "beach"}, "studio"), ({}, "studio")]
)
def test_a_sample_s_own_room_is_read_where_it_has_an_alpha(
    workspace: Workspace, settings: Settings, named: dict[str, str], room: str
) -> None:
    for avatar, own in ((make_cut_out(workspace), room), (make_avatar(workspace), "")):
        folder = Path(settings.VAR_DIR) / avatar.bundle_path
        manifest = json.loads((folder / "manifest.json").read_text()) | named
        assert row(manifest, folder)["background"] == own


def test_every_room_has_its_light() -> None:
    assert set(LIGHT) == set(Room.values)
