"""What the team and staff see of a guest's conversation, and what they can do about it."""

import pytest
from django.urls import reverse

from billing.models import Meter
from conversations import guests, returning, services
from conversations.models import Conversation
from conversations.visitor import Member

from .guest_rows import browser_of, guest, plenty, press_start, share
from .rows import make_project

pytestmark = pytest.mark.django_db
KEY = "a guest's key"


@pytest.fixture
def page(workspace):
    page = share(make_project(workspace))
    plenty(page.project)
    return page


@pytest.fixture
def talk(page):
    talk = guests.start(guest(page, KEY))
    services.keep_turn(talk.code, {"role": "user", "text": "Where is it?", "interrupted": True})
    return talk


def detail(client, talk):
    return client.get(reverse("conversation_detail", args=[talk.code]))


def test_the_list_says_that_it_was_a_guest(as_alice, alice, page, talk):
    assert as_alice.get(reverse("conversation_list")).content.decode().count(">Guest<") == 1
    services.start(page.project, alice)
    assert as_alice.get(reverse("conversation_list")).content.decode().count(">Guest<") == 1


def test_while_it_runs_the_team_reads_it_and_does_not_take_it_over(as_alice, as_bob, talk):
    for client in (as_alice, as_bob):
        answer = detail(client, talk)
        assert "conversations/detail.html" in [template.name for template in answer.templates]
        text = answer.content.decode()
        assert "Where is it?" in text and "The guest cut in here" in text and "It is still running." in text
        assert reverse("conversation_end", args=[talk.code]) in text and ">You<" not in text


def test_the_team_ends_it_and_both_read_why(as_bob, page, talk):
    assert as_bob.post(reverse("conversation_end", args=[talk.code])).status_code == 302
    talk.refresh_from_db()
    assert (talk.is_active, talk.end_reason) == (False, "team")
    assert "Ended by the team." in detail(as_bob, talk).content.decode()
    state = browser_of(KEY).get(reverse("guest_state", args=[page.link, talk.code])).json()
    assert state["message"] == "The team of this project has ended the conversation."


def test_one_that_a_member_ends_of_their_own_is_the_visitor_s(as_alice, alice, page):
    talk = services.start(page.project, alice)
    as_alice.post(reverse("conversation_end", args=[talk.code]))
    assert Conversation.objects.get(pk=talk.pk).end_reason == "visitor"


def test_a_stranger_finds_neither(as_charlie, talk):
    assert detail(as_charlie, talk).status_code == 404
    assert as_charlie.post(reverse("conversation_end", args=[talk.code])).status_code == 404


def test_it_is_nobody_s_to_go_back_to(alice, workspace, talk):
    assert returning.running_of(Member(alice, workspace)) is None


def test_the_bills_say_that_it_was_a_guest(as_alice, talk):
    assert Meter.objects.get(key=talk.code).by_guest
    services.end(talk.code, 5_000, "session_limit")
    page = as_alice.get(reverse("billing_sessions")).content.decode()
    assert ">Guest<" in page and "The longest time was reached" in page
    assert ">Guest<" in as_alice.get(reverse("billing_usage")).content.decode()


def test_staff_see_it_and_can_look_for_it(as_staff, alice, page, talk):
    services.start(page.project, alice)
    url = reverse("admin:conversations_conversation_changelist")
    shown = [as_staff.get(url, {"by": by}).content.decode() for by in ("guests", "members")]
    assert [(talk.code in page, "alice@example.org</td>" in page) for page in shown] == [
        (True, False),
        (False, True),
    ]
    one = as_staff.get(reverse("admin:conversations_conversation_change", args=[talk.pk])).content.decode()
    assert "Guest" in one and KEY not in one


def test_a_member_who_needs_the_place_may_have_one_that_a_guest_has_left(as_alice, page, talk):
    page.project.workspace.subscriptions.update(contract_users=1)
    services.visitor_is(talk.code, False)
    assert as_alice.post(reverse("chat_start", args=[page.project.code])).status_code == 200
    talk.refresh_from_db()
    assert not talk.is_active


def test_a_guest_never_takes_the_place_of_a_member_who_has_left(alice, page):
    page.project.workspace.subscriptions.update(contract_users=1)
    theirs = services.start(page.project, alice)
    services.visitor_is(theirs.code, False)
    assert press_start(browser_of(KEY), page).json()["message_id"] == "guest.full"
    theirs.refresh_from_db()
    assert theirs.is_active
