"""The editor's pages and endpoints: who may use them, and what they answer."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User, Workspace
from avatars.models import Avatar, Recording, Way
from avatars.recordings import begin_avatar
from avatars.voices import voices
from billing.models import Account
from tests.conftest import logged_in

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Alice", "language": "ko", "gender": "male", "way": "recorded", "consent": "on"}
TAKE = {"part": "1", "mime": "video/mp4"}


@pytest.fixture
def recording(workspace: Workspace, alice: User) -> Recording:
    return begin_avatar(workspace, "Alice", Way.RECORDED, "en", alice)


def address(name: str, recording: Recording, *rest: str) -> str:
    return reverse(name, args=[recording.code, *rest])


def put(client: Client, recording: Recording, key: str, body: dict[str, Any]) -> Any:
    return client.put(address("recording_take", recording, key), json.dumps(body), "application/json")


def patch(client: Client, recording: Recording, key: str, offset: int | str, data: bytes) -> Any:
    there = f"{address('recording_take', recording, key)}?offset={offset}&ms=1000"
    return client.patch(there, data, "application/octet-stream")


def test_an_avatar_begins_with_its_consent(as_alice: Client, alice: User, one_slot: None) -> None:
    answer = as_alice.post(reverse("avatar_new"), GIVEN)
    recording = Recording.objects.get()
    assert answer["Location"] == address("recording", recording)
    assert (recording.language, recording.consent_by, recording.avatar.name) == ("ko", alice, "Alice")
    assert "data-listen-s" in as_alice.get(answer["Location"]).content.decode()


def test_it_answers_with_the_voice_that_was_chosen(as_alice: Client, one_slot: None) -> None:
    as_alice.post(reverse("avatar_new"), GIVEN)
    avatar = Avatar.objects.get(kind="own")
    assert voices("ko", avatar.voice)[0].name == "Built-in, male 3"


def test_without_a_voice_nothing_begins(as_alice: Client, one_slot: None) -> None:
    answer = as_alice.post(reverse("avatar_new"), {**GIVEN, "gender": ""})
    assert answer.status_code == 422
    assert "Choose the voice with which it answers." in answer.content.decode()
    assert not Avatar.objects.filter(kind="own").exists()


def test_without_consent_nothing_begins(as_alice: Client, one_slot: None) -> None:
    answer = as_alice.post(reverse("avatar_new"), {**GIVEN, "consent": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Without your consent" in page
    assert page.index("Please mend what is marked below.") < page.index("What good footage is")
    assert not Avatar.objects.filter(kind="own").exists()


def test_a_page_that_nobody_sent_yet_marks_nothing(as_alice: Client, one_slot: None) -> None:
    assert "Please mend" not in as_alice.get(reverse("avatar_new")).content.decode()


def test_new_footage_without_consent_says_so_at_the_top(as_alice: Client, recording: Recording) -> None:
    answer = as_alice.post(reverse("avatar_again", args=[recording.avatar.code]), {"way": "uploaded"})
    assert answer.status_code == 422
    assert "Please mend what is marked below." in answer.content.decode()


def test_without_a_slot_it_says_where_to_get_one(as_alice: Client, workspace: Workspace) -> None:
    Account.objects.filter(pk=workspace.pk).update(slots=0)
    page = as_alice.get(reverse("avatar_new")).content.decode()
    assert "You have no slot left" in page and reverse("billing_overview") in page
    assert as_alice.post(reverse("avatar_new"), GIVEN).status_code == 422
    assert not Recording.objects.exists()


def test_a_team_mate_goes_on_with_it_and_a_stranger_finds_nothing(
    as_bob: Client, as_charlie: Client, recording: Recording
) -> None:
    put(as_bob, recording, "take-one", TAKE)
    patch(as_bob, recording, "take-one", 0, b"abc")
    pages = [("recording",), ("recording_state",), ("recording_take", "take-one"), ("take_media", "take-one")]
    for name, *rest in pages:
        assert as_bob.get(address(name, recording, *rest)).status_code == 200
        assert as_charlie.get(address(name, recording, *rest)).status_code == 404
    assert as_charlie.post(address("recording_send", recording)).status_code == 404
    assert as_charlie.post(address("recording_leave", recording)).status_code == 404
    assert put(as_charlie, recording, "take-two", TAKE).status_code == 404
    assert patch(as_charlie, recording, "take-one", 3, b"def").status_code == 404
    assert as_charlie.post(reverse("avatar_again", args=[recording.avatar.code])).status_code == 404


def test_a_visitor_logs_in_first(client: Client, recording: Recording) -> None:
    assert client.get(address("recording", recording)).status_code == 302
    assert patch(client, recording, "take-one", 0, b"abc").status_code == 302


def test_the_bytes_are_those_that_came(as_alice: Client, recording: Recording) -> None:
    assert put(as_alice, recording, "take-one", TAKE).json()["size"] == 0
    assert patch(as_alice, recording, "take-one", 0, b"abc").json() == {"size": 3}
    again = patch(as_alice, recording, "take-one", 7, b"x")
    assert (again.status_code, again.json()["have"]) == (409, 3)
    media = as_alice.get(address("take_media", recording, "take-one"))
    assert b"".join(media.streaming_content) == b"abc"  # type: ignore[attr-defined]
    assert media["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("offset", ["", "-1", "x", "1e3", "9" * 20])
def test_nonsense_is_refused_in_words(as_alice: Client, recording: Recording, offset: str) -> None:
    put(as_alice, recording, "take-one", TAKE)
    answer = patch(as_alice, recording, "take-one", offset, b"abc")
    assert (answer.status_code, answer.json()["id"]) == (400, "recording.bad_request")


@pytest.mark.parametrize("body", ["", "[]", "{", '{"end": 3}', '{"trim": [1]}'])
def test_a_change_that_means_nothing_is_refused(as_alice: Client, recording: Recording, body: str) -> None:
    put(as_alice, recording, "take-one", TAKE)
    answer = as_alice.post(address("recording_take", recording, "take-one"), body, "application/json")
    assert answer.status_code == 400


def test_a_piece_has_its_limit(as_alice: Client, recording: Recording) -> None:
    put(as_alice, recording, "take-one", TAKE)
    answer = patch(as_alice, recording, "take-one", 0, bytes(8 * 1024**2 + 1))
    assert answer.status_code == 400


def test_an_upload_that_is_too_large_is_told_before_it_begins(as_alice: Client, recording: Recording) -> None:
    Recording.objects.filter(pk=recording.pk).update(way=Way.UPLOADED)
    asked = {"part": "file", "mime": "video/mp4", "size": 3 * 1024**3}
    answer = put(as_alice, recording, "file-key", asked)
    assert answer.status_code == 413
    assert "2 GB" in answer.json()["message"]


def test_scripts_of_other_sites_can_t_write(alice: User, recording: Recording) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert put(client, recording, "take-one", TAKE).status_code == 403
    assert patch(client, recording, "take-one", 0, b"abc").status_code == 403


def test_takes_are_ended_chosen_trimmed_and_deleted(as_alice: Client, recording: Recording) -> None:
    put(as_alice, recording, "take-one", TAKE)
    patch(as_alice, recording, "take-one", 0, b"abc")
    there = address("recording_take", recording, "take-one")

    def change(**asked: object) -> Any:
        return as_alice.post(there, json.dumps(asked), "application/json").json()

    assert change(end={"lasted_ms": 9000, "broken": False})["status"] == "whole"
    assert change(trim=[500, 8000])["start_ms"] == 500
    assert change(chosen=False)["chosen"] is False
    state = as_alice.get(address("recording_state", recording)).json()
    assert (state["spoken_s"], len(state["takes"])) == (0, 1)
    assert as_alice.delete(there).status_code == 200
    assert not recording.takes.exists()


def test_leaving_a_draft_leaves_nothing(as_alice: Client, recording: Recording) -> None:
    assert as_alice.post(address("recording_leave", recording)).status_code == 302
    assert not Avatar.objects.filter(pk=recording.avatar.pk).exists()


def test_leaving_later_cancels_and_can_begin_again(as_alice: Client, recording: Recording) -> None:
    put(as_alice, recording, "take-one", TAKE)
    as_alice.post(address("recording_leave", recording))
    avatar = Avatar.objects.get(pk=recording.avatar.pk)
    assert avatar.status == "cancelled"
    as_alice.post(reverse("avatar_again", args=[avatar.code]), {"way": "uploaded", "consent": "on"})
    assert avatar.recordings.get(status="open").way == Way.UPLOADED


def test_what_was_left_shows_the_avatar(as_alice: Client, recording: Recording) -> None:
    Recording.objects.filter(pk=recording.pk).update(status="sent")
    answer = as_alice.get(address("recording", recording))
    assert answer["Location"] == reverse("avatar_detail", args=[recording.avatar.code])


def test_a_deleted_workspace_member_loses_it(bob: User, workspace: Workspace, recording: Recording) -> None:
    client = logged_in(bob, workspace)
    bob.memberships.filter(workspace=workspace).delete()
    assert client.get(address("recording", recording)).status_code == 404
