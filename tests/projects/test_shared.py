"""The project page's section about its shared page: on, off, another link, and the limits."""

import pytest
from django.test import Client
from django.urls import reverse

from avatars.models import Avatar
from avatars.status import Status
from projects.models import Project, SharedPage
from projects.services import duplicate
from projects.sharing import close_page, open_page, renew_link, set_limits

LIMITS = {"day_minutes": "60", "guests": "3", "conversation_minutes": "10"}
ACTIONS = ["shared_open", "shared_close", "shared_renew", "shared_limits"]


def ask(client: Client, project: Project, action: str, **data: str) -> str:
    """The section as htmx gets it."""
    answer = client.post(reverse(action, args=[project.code]), data)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(project: Project) -> SharedPage:
    return SharedPage.objects.get(project=project)


def limits_of(project: Project) -> tuple[int, int, int]:
    page = page_of(project)
    return page.day_minutes, page.guests, page.conversation_minutes


def edit_page(client: Client, project: Project) -> str:
    return client.get(reverse("project_edit", args=[project.code])).content.decode()


def test_a_project_has_none_until_it_is_switched_on(as_alice: Client, project: Project) -> None:
    assert "Switch it on" in edit_page(as_alice, project)
    text = ask(as_alice, project, "shared_open")
    page = page_of(project)
    assert f'value="http://testserver/talk/{page.link}/"' in text and "Switch it off" in text
    assert limits_of(project) == (30, 2, 5)
    assert page.link in edit_page(as_alice, project)


def test_a_new_project_s_page_has_no_such_section(as_alice: Client, sample: Avatar) -> None:
    assert 'id="shared"' not in as_alice.get(reverse("project_new")).content.decode()


def test_a_link_can_not_be_guessed(project: Project) -> None:
    open_page(project)
    first = page_of(project).link
    renew_link(project)
    links = {first, page_of(project).link}
    assert len(links) == 2 and all(31 ** len(link) > 2**64 for link in links)


def test_off_and_on_again_it_has_the_same_link_and_limits(as_alice: Client, project: Project) -> None:
    open_page(project)
    set_limits(project, day_minutes=60, guests=3, conversation_minutes=10)
    link = page_of(project).link
    text = ask(as_alice, project, "shared_close")
    assert link not in text and "Who talks now may finish" in text
    assert not page_of(project).is_open
    assert link in ask(as_alice, project, "shared_open")
    assert limits_of(project) == (60, 3, 10)


def test_a_new_link_takes_the_old_one_s_place(as_alice: Client, project: Project) -> None:
    open_page(project)
    old = page_of(project).link
    text = ask(as_alice, project, "shared_renew")
    assert old not in text and page_of(project).link in text
    assert "The old one opens nothing any more" in text


def test_the_limits_are_kept(as_alice: Client, project: Project) -> None:
    open_page(project)
    assert "Saved. It counts for guests who begin from now on." in ask(
        as_alice, project, "shared_limits", **LIMITS
    )
    assert limits_of(project) == (60, 3, 10)


@pytest.mark.parametrize(
    ("name", "value"),
    [("day_minutes", "0"), ("day_minutes", "1441"), ("day_minutes", ""), ("guests", "0"), ("guests", "101"),
     ("guests", "two"), ("conversation_minutes", "0"), ("conversation_minutes", "121"), ("conversation_minutes", "61")],
)  # fmt: skip
def test_what_makes_no_sense_is_shown_again_and_not_kept(
    as_alice: Client, project: Project, name: str, value: str
) -> None:
    open_page(project)
    text = ask(as_alice, project, "shared_limits", **{**LIMITS, name: value})
    assert "Give a whole number from 1 to" in text or "longer than the minutes of a whole day" in text
    assert 'class="error"' in text and (not value or f'name="{name}" value="{value}"' in text)
    assert limits_of(project) == (30, 2, 5)


def test_saving_the_limits_opens_nothing_and_brings_no_old_link_back(project: Project) -> None:
    open_page(project)
    close_page(project)
    link = page_of(project).link
    set_limits(project, day_minutes=60, guests=3, conversation_minutes=10)
    assert (page_of(project).is_open, page_of(project).link) == (False, link)


@pytest.mark.parametrize("action", ACTIONS)
def test_team_mates_may_strangers_find_nothing_and_others_log_in(
    as_bob: Client, as_charlie: Client, project: Project, action: str
) -> None:
    open_page(project)
    url = reverse(action, args=[project.code])
    link = page_of(project).link
    assert as_charlie.post(url, LIMITS).status_code == 404
    assert Client().post(url, LIMITS).status_code == 302
    assert as_bob.get(url).status_code == 405
    assert (page_of(project).is_open, page_of(project).link, limits_of(project)) == (True, link, (30, 2, 5))
    assert as_bob.post(url, LIMITS).status_code == 200


def test_limits_of_a_page_that_is_not_there_are_not_found(as_alice: Client, project: Project) -> None:
    assert as_alice.post(reverse("shared_limits", args=[project.code]), LIMITS).status_code == 404


@pytest.mark.parametrize("gone", [True, False])
def test_it_says_when_guests_can_not_talk(as_alice: Client, project: Project, gone: bool) -> None:
    open_page(project)
    assert "Guests can't talk now" not in edit_page(as_alice, project)
    Avatar.objects.update(status=Status.DEACTIVATED)
    if gone:
        Project.objects.update(avatar=None)
    assert "Guests can't talk now" in edit_page(as_alice, project)


def test_a_copy_of_the_project_is_not_shared(project: Project) -> None:
    open_page(project)
    assert not SharedPage.objects.filter(project=duplicate(project)).exists()


def test_it_goes_with_its_project(project: Project) -> None:
    open_page(project)
    project.delete()
    assert not SharedPage.objects.exists()


def test_staff_see_that_it_is_shared_and_not_the_link(as_staff: Client, project: Project) -> None:
    open_page(project)
    text = as_staff.get(reverse("admin:projects_project_change", args=[project.pk])).content.decode()
    assert "Shared page" in text.replace("shared", "Shared") and page_of(project).link not in text
