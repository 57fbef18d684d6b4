"""The page of an own avatar, for its owner, a team mate and a stranger, and what its buttons do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from avatars import services, work
from avatars.footage.errors import Reason
from avatars.footage.verdict import SPEECH_S
from avatars.models import Avatar, Recording, Way, Work
from avatars.outcomes import created, failed
from avatars.recordings import begin_recording
from avatars.status import Status
from projects.models import Project

POSTS = ["cancel", "retry", "deactivate", "reactivate", "rename", "delete"]
GETS = ["detail", "work", "tile"]

pytestmark = pytest.mark.usefixtures("one_slot")


def address(name: str, avatar: Avatar) -> str:
    """Of one of the avatar's pages."""
    return reverse(f"avatar_{name}", args=[avatar.code])


@pytest.fixture
def run(avatar: Avatar, recording: Recording, alice: User) -> Work:
    """Its creation, half way through its third stage."""
    row = work.take(services.begin_creation(avatar, recording, alice).pk)
    assert row is not None
    for stage in ("receive", "probe"):
        work.enter(row, stage)
        work.leave(row, 1.0)
    work.enter(row, "clean")
    work.write(row, share=0.5)
    return row


@pytest.fixture
def active(avatar: Avatar) -> Avatar:
    """One that can be used."""
    Avatar.objects.filter(pk=avatar.pk).update(status=Status.ACTIVE, bundle_path="somewhere")
    avatar.refresh_from_db()
    return avatar


@pytest.mark.parametrize("name", GETS)
def test_a_team_mate_sees_it_and_a_stranger_does_not(
    as_bob: Client, as_charlie: Client, run: Work, name: str
) -> None:
    assert as_bob.get(address(name, run.avatar)).status_code == 200
    assert as_charlie.get(address(name, run.avatar)).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_a_stranger_can_do_nothing(as_charlie: Client, active: Avatar, name: str) -> None:
    assert as_charlie.post(address(name, active), {"name": "Mine"}).status_code == 404
    assert vars(Avatar.objects.get(pk=active.pk)).items() >= {"status": "active", "name": "Alice"}.items()


@pytest.mark.parametrize("name", POSTS)
def test_who_is_not_logged_in_is_asked_to(client: Client, active: Avatar, name: str) -> None:
    answer = client.post(address(name, active))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("name", POSTS)
def test_nobody_changes_a_sample(as_alice: Client, sample: Avatar, name: str) -> None:
    assert as_alice.post(address(name, sample)).status_code == 404


def test_it_shows_the_stages_and_the_time_left(as_alice: Client, run: Work) -> None:
    answer = as_alice.get(address("detail", run.avatar))
    progress = answer.context["progress"]
    states = [step.state for step in progress.steps]
    assert states == ["done", "done", "now", "waiting", "waiting", "waiting", "waiting"]
    assert 0 < progress.share < 1
    assert b"left" in answer.content
    assert b"Making a clean copy" in answer.content


def test_a_page_loads_again_when_the_status_has_changed(as_alice: Client, run: Work) -> None:
    shown = as_alice.get(address("detail", run.avatar)).context["shown"]
    address_of_part = address("work", run.avatar)
    assert "HX-Refresh" not in as_alice.get(address_of_part, {"shown": shown})
    failed(run, [Reason("footage.no_face")])
    assert as_alice.get(address_of_part, {"shown": shown})["HX-Refresh"] == "true"


def test_all_reasons_are_on_the_page_with_every_spot(as_alice: Client, run: Work) -> None:
    spots = [{"id": "spot.no_face", "start_s": 1.0, "end_s": 2.5}]
    work.write(run, length_s=20.0, report={"spots": spots, "kept_s": 3.0, "offset_ms": 0.0})
    failed(run, [Reason("footage.no_face"), Reason("footage.too_dark")])
    answer = as_alice.get(address("detail", run.avatar))
    report = answer.context["report"]
    assert [line.id for line in report.reasons] == ["footage.no_face", "footage.too_dark"]
    assert (report.spots[0].left, report.spots[0].width) == (5.0, 7.5)
    assert "retry" in answer.context["may"] and not report.may_help_again
    assert b"Use other footage" in answer.content


def test_a_tile_that_waits_promises_no_time(as_alice: Client, avatar: Avatar, recording: Recording) -> None:
    services.begin_creation(avatar, recording)
    tile = as_alice.get(address("tile", avatar)).content.decode()
    assert "Waiting for its turn" in tile and "left" not in tile


def test_a_tile_says_in_a_word_that_it_failed(as_alice: Client, run: Work) -> None:
    failed(run, [Reason("footage.no_face")])
    tile = as_alice.get(address("tile", run.avatar)).content.decode()
    assert "Failed" in tile and "See why" in tile and "No face can be seen" not in tile


def page_of(client: Client, run: Work, report: dict[str, Any], *reasons: Reason) -> str:
    """The avatar's page, with what the gate found of 34 seconds: refused for the reasons, or created."""
    work.write(run, length_s=34.0, report=report)
    if reasons:
        failed(run, list(reasons))
    else:
        created(run)
        services.cancel(run.avatar)
    return client.get(address("detail", run.avatar)).content.decode()


SPOT = {"id": "footage.spot.no_face", "start_s": 1.0, "end_s": 2.5}
GOOD = {"spots": [], "kept_s": 34.0, "offset_ms": -28.0}
LITTLE = Reason("footage.little_speech", {"seconds": 2})


def test_a_refusal_says_nothing_that_sounds_like_success(as_alice: Client, run: Work) -> None:
    page = page_of(as_alice, run, GOOD, LITTLE)
    assert "Nothing had to be left out" not in page and "that is mended" not in page
    assert "timeline-bar" not in page
    assert f"Speak for at least {SPEECH_S:.0f} seconds" in page


def test_what_a_refusal_marks_is_shown_without_a_word_of_the_rest(as_alice: Client, run: Work) -> None:
    page = page_of(as_alice, run, {**GOOD, "spots": [SPOT], "kept_s": 32.5}, LITTLE)
    assert 'class="timeline refused"' in page and "1.5 s are marked" in page
    assert "s can be used" not in page and "that is mended" not in page


def test_good_footage_is_told_what_was_mended(as_alice: Client, run: Work) -> None:
    page = page_of(as_alice, run, GOOD)
    assert "Nothing had to be left out." in page and "were 28 ms apart; that is mended" in page


def test_footage_that_nobody_judged_is_not_called_good(as_alice: Client, run: Work) -> None:
    assert "timeline-bar" not in page_of(as_alice, run, {}, Reason("avatar.stage_crashed"))


def test_the_reasons_come_first_and_nobody_is_greeted(as_alice: Client, run: Work) -> None:
    page = page_of(as_alice, run, GOOD, LITTLE)
    assert page.index('data-reason="footage.little_speech"') < page.index('id="work"')
    assert "Ask me anything" not in page


def test_one_that_can_speak_greets(as_alice: Client, active: Avatar) -> None:
    assert b"Ask me anything" in as_alice.get(address("detail", active)).content


def test_other_footage_promises_what_is_true(as_alice: Client, run: Work) -> None:
    failed(run, [LITTLE])
    page = as_alice.get(address("again", run.avatar))
    assert b"No slot has been used yet" in page.content and b"stays as it is" not in page.content
    assert page.context["form"]["way"].value() == "uploaded"


def test_other_footage_leaves_what_is_in_use(as_alice: Client, active: Avatar) -> None:
    assert b"stays as it is until the new one is ready" in as_alice.get(address("again", active)).content


@pytest.mark.parametrize(("way", "asked"), [("uploaded", "the upload"), ("recorded", "the recording")])
def test_leaving_calls_it_what_it_is(
    as_alice: Client, avatar: Avatar, alice: User, way: str, asked: str
) -> None:
    recording = begin_recording(avatar, Way(way), "en", alice)
    page = as_alice.get(reverse("recording", args=[recording.code])).content.decode()
    assert f"Leave {asked}?" in page


def test_cancel_and_try_again(as_bob: Client, run: Work) -> None:
    as_bob.post(address("cancel", run.avatar))
    run.refresh_from_db()
    assert run.status == "cancelled"
    as_bob.post(address("retry", run.avatar))
    assert Avatar.objects.get(pk=run.avatar_id).status == Status.CREATING
    assert run.avatar.works.count() == 2


def test_deactivated_it_says_where_it_is_used(as_alice: Client, active: Avatar, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(avatar=active)
    page = as_alice.post(address("deactivate", active), follow=True)
    assert page.context["avatar"].status == Status.DEACTIVATED
    assert [use.name for use in page.context["uses"]] == ["Museum"]
    answer = as_alice.post(address("reactivate", active), follow=True)
    assert answer.context["avatar"].is_active


def test_deleted_it_still_says_where_it_was_used(as_alice: Client, active: Avatar, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(avatar=active)
    page = as_alice.post(address("delete", active), follow=True)
    assert page.context["avatar"].status == Status.DELETED
    assert [use.name for use in page.context["uses"]] == ["Museum"]
    assert as_alice.get(reverse("avatar_list")).context["own"] == []
    assert as_alice.post(address("reactivate", active)).status_code == 404


def test_a_name_can_be_changed_but_not_to_nothing(as_alice: Client, active: Avatar) -> None:
    as_alice.post(address("rename", active), {"name": "  Alice   in white "})
    as_alice.post(address("rename", active), {"name": " "})
    assert Avatar.objects.get(pk=active.pk).name == "Alice in white"


def test_the_list_says_how_many_slots_are_left(as_alice: Client, as_charlie: Client) -> None:
    assert b"1 slot left" in as_alice.get(reverse("avatar_list")).content
    assert b"You have no slot left" in as_charlie.get(reverse("avatar_list")).content
