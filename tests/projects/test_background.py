"""Which background a project shows behind its presenter."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from avatars.models import Avatar, Kind
from avatars.rooms import Room
from avatars.status import Status
from projects.choices import room_choices
from projects.models import Project
from projects.services import duplicate
from projects.snapshot import snapshot
from tests.projects.page import filled


@pytest.fixture
def cut_out(sample: Avatar) -> Avatar:
    """The sample, as if it had an alpha."""
    sample.background = Room.SHELF
    sample.save()
    return sample


def page(project: Project) -> str:
    return reverse("project_edit", args=[project.code])


@pytest.mark.usefixtures("cut_out")
def test_what_was_chosen_is_there_again(as_alice: Client, project: Project) -> None:
    assert as_alice.post(page(project), filled(background="office")).status_code == 302
    project.refresh_from_db()
    assert project.background == Room.OFFICE
    answer = as_alice.get(page(project))
    assert [choice.room for choice in answer.context["form"].rooms if choice.chosen] == [Room.OFFICE]
    assert 'name="background" value="office" checked' in answer.content.decode()


def test_the_presenter_s_own_comes_first_and_is_the_default(cut_out: Avatar) -> None:
    first, *others = room_choices(cut_out, "")
    assert (first.room, first.value, first.chosen, first.own) == (Room.SHELF, "", True, True)
    assert {choice.value for choice in others} == {"studio", "office", "plain"}
    assert not any(choice.chosen for choice in others)


def test_one_that_was_filmed_with_its_background_says_so(as_alice: Client, project: Project) -> None:
    text = as_alice.get(page(project)).content.decode()
    assert "Sample’s background is part of the picture and stays as it is." in text
    assert text.count('name="background"') == 1
    assert '<input type="hidden" name="background" value="">' in text


@pytest.mark.usefixtures("cut_out")
def test_another_presenter_brings_its_own_choice(as_alice: Client) -> None:
    answer = as_alice.get(reverse("project_rooms"), {"avatar": "sample1", "background": "plain"})
    assert [choice.room for choice in answer.context["rooms"] if choice.chosen] == [Room.PLAIN]


def test_as_many_tiles_stand_there_whoever_is_picked(as_alice: Client, cut_out: Avatar) -> None:
    for avatar, inputs in ((cut_out.code, 4), ("nobody", 1)):
        text = as_alice.get(reverse("project_rooms"), {"avatar": avatar}).content.decode()
        assert (text.count('class="tile'), text.count("<input")) == (4, inputs)


@pytest.fixture
def others(cut_out: Avatar) -> dict[str, Avatar]:
    """By their own rooms: a sample that has no alpha, and two that have one."""
    return {
        room: Avatar.objects.create(
            code=f"own-{room or 'none'}", name="Other", kind=Kind.SAMPLE, status=Status.ACTIVE, background=room
        )
        for room in ("", "plain", "office")
    }


@pytest.mark.parametrize("between", ["", "plain"])
def test_what_was_chosen_outlasts_who_is_picked_in_between(
    as_alice: Client, project: Project, others: dict[str, Avatar], between: str
) -> None:
    sent = "plain"
    for room in (between, "office"):
        answer = as_alice.get(reverse("project_rooms"), {"avatar": others[room].code, "background": sent})
        sent = kept(answer.content.decode())
    assert sent == "plain"
    changes = {"avatar": others["office"].code, "background": sent}
    assert as_alice.post(page(project), filled(**changes)).status_code == 302
    project.refresh_from_db()
    assert project.room == "plain"


def test_a_presenter_s_own_is_kept_by_name_when_it_was_chosen(
    as_alice: Client, project: Project, others: dict[str, Avatar]
) -> None:
    as_alice.post(page(project), filled(background="office"))
    text = as_alice.get(page(project)).content.decode()
    assert 'name="background" value="shelf"' in text
    as_alice.post(page(project), filled(background="shelf"))
    project.refresh_from_db()
    assert (project.background, project.room) == ("shelf", "")
    project.avatar = others["plain"]
    assert project.room == "shelf"


def kept(html: str) -> str:
    """The background that a page would send."""
    fields = re.findall(r'<input type="(\w+)" name="background" value="(\w*)"( checked)?>', html)
    (value,) = (value for kind, value, checked in fields if checked or kind == "hidden")
    return value


def test_an_unknown_one_is_refused(as_alice: Client, project: Project, cut_out: Avatar) -> None:
    answer = as_alice.post(page(project), filled(background="beach"))
    assert answer.status_code == 422
    assert "beach is not one of the available choices." in answer.content.decode()
    project.refresh_from_db()
    assert project.background == ""


@pytest.mark.parametrize(
    ("own", "wanted", "kept"), [("shelf", "", "shelf"), ("shelf", "plain", "plain"), ("", "plain", "")]
)
def test_a_conversation_keeps_what_is_seen(
    project: Project, sample: Avatar, own: str, wanted: str, kept: str
) -> None:
    sample.background, project.background = own, wanted
    project.avatar = sample
    assert snapshot(project)["background"] == kept


def test_a_copy_has_the_same(project: Project) -> None:
    project.background = Room.PLAIN
    assert duplicate(project).background == Room.PLAIN
