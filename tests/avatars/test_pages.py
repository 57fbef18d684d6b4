"""The avatars' pages and pictures."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Workspace
from avatars.models import Avatar
from avatars.status import Status


@pytest.fixture
def own(workspace: Workspace) -> Avatar:
    """Alice's own avatar, not active yet."""
    return Avatar.objects.create(workspace=workspace, name="Alice", status=Status.ACTIVATING)


def test_the_list_tells_samples_from_own(as_alice: Client, sample: Avatar, own: Avatar) -> None:
    context = as_alice.get(reverse("avatar_list")).context
    assert (list(context["samples"]), context["own"]) == ([sample], [(own, None)])


def test_a_team_mate_sees_it(as_bob: Client, own: Avatar) -> None:
    assert as_bob.get(reverse("avatar_detail", args=[own.code])).context["avatar"] == own


def test_a_stranger_does_not(as_charlie: Client, own: Avatar) -> None:
    assert as_charlie.get(reverse("avatar_detail", args=[own.code])).status_code == 404
    assert as_charlie.get(reverse("avatar_media", args=[own.code, "thumbnail"])).status_code == 404
    assert as_charlie.get(reverse("avatar_list")).context["own"] == []


def test_everyone_sees_a_sample(as_charlie: Client, sample: Avatar) -> None:
    assert as_charlie.get(reverse("avatar_detail", args=[sample.code])).status_code == 200


SYNTHETIC = b"they show no real person"


def test_samples_are_called_synthetic_and_people_are_not(
    as_alice: Client, sample: Avatar, own: Avatar
) -> None:
    assert SYNTHETIC in as_alice.get(reverse("avatar_detail", args=[sample.code])).content
    assert SYNTHETIC in as_alice.get(reverse("avatar_list")).content
    assert SYNTHETIC not in as_alice.get(reverse("avatar_detail", args=[own.code])).content
    assert SYNTHETIC not in as_alice.get(reverse("avatar_new")).content


def test_one_that_is_not_active_says_why(own: Avatar) -> None:
    assert "being activated" in own.why_not_active


@pytest.mark.parametrize(("part", "kind"), [("thumbnail", "image/"), ("preview", "video/mp4")])
def test_visitors_see_a_sample_s_pictures(client: Client, sample: Avatar, part: str, kind: str) -> None:
    answer = client.get(reverse("avatar_media", args=[sample.code, part]))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert len(b"".join(answer.streaming_content)) > 1000  # type: ignore[attr-defined]


@pytest.mark.parametrize("part", ["manifest.json", "..", "idle"])
def test_nothing_else_of_a_bundle_is_given(client: Client, sample: Avatar, part: str) -> None:
    assert client.get(reverse("avatar_media", args=[sample.code, part])).status_code == 404


def test_a_bundle_that_names_a_file_outside_gives_nothing(
    as_alice: Client, own: Avatar, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "bad" / "manifest.json").write_text(json.dumps({"thumbnail": "../secret"}))
    settings.VAR_DIR = tmp_path
    Avatar.objects.filter(pk=own.pk).update(bundle_path="bad")
    assert as_alice.get(reverse("avatar_media", args=[own.code, "thumbnail"])).status_code == 404
