"""What the owner of a shared page sets applies exactly: minutes a day, guests at once, minutes of one conversation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avatars.status import Status
from avatarsite.errors import UserError
from billing import meter
from billing.models import Account, Meter, Subscription
from conversations import guests, services
from conversations.models import Conversation
from projects.sharing import close_page, renew_link

from .guest_rows import MINUTE_MS, guest, midnight, plenty, share, talked, yesterday
from .rows import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(workspace):
    page = share(make_project(workspace))
    plenty(page.project)
    return page


def why_not(page, key="a guest's key"):
    """The refusal's message id; None where they begin."""
    try:
        guests.start(guest(page, key))
    except UserError as error:
        return error.message_id
    return None


def limit_of(code):
    return Meter.objects.get(key=code).limit_ms


def test_a_conversation_lasts_as_long_as_the_owner_says_and_the_workspace_pays(page, workspace):
    talk = guests.start(guest(page))
    assert limit_of(talk.code) == 5 * MINUTE_MS
    assert (talk.workspace, talk.user, talk.is_guests) == (workspace, None, True)
    assert Account.objects.get(pk=workspace.pk).held_ms == meter.LEASE_MS


def test_the_plan_s_own_limit_rules_where_it_is_smaller(page):
    Subscription.objects.update(contract_session_limit_ms=2 * MINUTE_MS)
    assert limit_of(guests.start(guest(page)).code) == 2 * MINUTE_MS


def test_a_member_s_conversation_has_the_plan_s_limit_alone(page, alice):
    assert limit_of(services.start(page.project, alice).code) is None


def test_no_more_guests_at_once_than_the_owner_says(page, alice):
    services.start(page.project, alice)  # no guest
    assert [why_not(page, key) for key in "abc"] == [None, None, "guest.full"]


def test_those_of_another_project_are_not_counted(page, workspace):
    other = share(make_project(workspace, name="Other"), guests=1)
    assert [why_not(other, "a"), why_not(page, "b"), why_not(other, "c")] == [None, None, "guest.full"]


def test_the_places_of_the_account_hold_too(page, alice):
    Subscription.objects.update(contract_users=1)
    services.start(page.project, alice)
    assert why_not(page) == "guest.full"


def test_the_dead_hold_no_place(page):
    page.guests = 1
    page.save()
    assert why_not(page, "dead") is None
    assert why_not(page) == "guest.full"
    Meter.objects.update(confirmed_at=timezone.now() - timedelta(minutes=1))
    with CaptureQueriesContext(connection) as asked:
        assert why_not(page) is None
    looks = [
        query["sql"] for query in asked if "'settled'" in query["sql"] and "conversations_" in query["sql"]
    ]
    assert len(looks) == 1  # for rows that the dead left, under the account's lock


def test_what_was_billed_today_counts_and_what_was_yesterday_does_not(page):
    talked(page, 29 * MINUTE_MS, midnight())
    talked(page, 29 * MINUTE_MS, yesterday())
    assert limit_of(guests.start(guest(page)).code) == MINUTE_MS


def test_a_member_s_time_does_not_count(page, alice):
    talk = services.start(page.project, alice)
    services.end(talk.code, 7_000, "visitor")
    assert limit_of(guests.start(guest(page)).code) == 5 * MINUTE_MS


def test_a_day_that_is_used_up_says_when_there_is_more(page):
    talked(page, 30 * MINUTE_MS - guests.LEAST_MS + 1, midnight())
    with pytest.raises(UserError, match=r"guest\.day_is_over") as refused:
        guests.time_for(page, guest(page), midnight() + timedelta(hours=20, minutes=55))
    assert refused.value.facts["time"].replace("\xa0", " ") == "3 hours, 5 minutes"


def test_who_talks_may_use_their_time_and_nobody_else_gets_it(page):
    talked(page, 23 * MINUTE_MS, midnight())
    assert limit_of(guests.start(guest(page, "first")).code) == 5 * MINUTE_MS
    second = guests.start(guest(page, "second"))
    assert limit_of(second.code) == 2 * MINUTE_MS
    page.guests = 3
    page.save()
    assert why_not(page, "third") == "guest.rest_is_taken"
    services.end(second.code, 0, "visitor")
    assert limit_of(guests.start(guest(page, "third")).code) == 2 * MINUTE_MS


def test_one_guest_runs_one_conversation(page):
    assert [why_not(page), why_not(page)] == [None, "guest.talks_already"]


def test_one_they_have_left_makes_room_for_their_next_and_nobody_else_s_does(page):
    page.guests = 1
    page.save()
    talk = guests.start(guest(page))
    services.visitor_is(talk.code, False)
    assert why_not(page, "another's") == "guest.full"
    assert why_not(page) is None
    assert [row.is_active for row in Conversation.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize("refuse", ["credits", "payment", "plan", "avatar", "no_avatar"])
def test_what_is_the_owner_s_trouble_is_not_told(page, refuse):
    account, terms = Account.objects.filter(pk=page.project.workspace_id), Subscription.objects.all()
    if refuse == "credits":
        account.update(conversation_ms=0)
    elif refuse == "payment":
        terms.update(due_since=timezone.now() - timedelta(days=30))
    elif refuse == "plan":
        terms.delete()
    elif refuse == "avatar":
        type(page.project.avatar).objects.update(status=Status.DEACTIVATED)
    else:
        type(page.project).objects.update(avatar=None)
    assert why_not(page) == "guest.not_now"
    assert not Conversation.objects.exists() and not Meter.objects.exists()


def test_a_closed_one_takes_nobody_and_who_talks_goes_on(page):
    talk = guests.start(guest(page))
    close_page(page.project)
    assert why_not(page, "another's") == "guest.closed"
    talk.refresh_from_db()
    assert talk.is_active


def test_the_old_link_opens_nothing(page):
    old = guest(page)
    renew_link(page.project)
    with pytest.raises(UserError, match=r"guest\.closed"):
        guests.start(old)
    page.refresh_from_db()
    assert page.link != old.link and why_not(page) is None


def test_the_database_itself_holds_a_guest_to_one(page, charlie):
    """Where two workspaces are asked at the same moment, no lock of an account helps."""
    talk = guests.start(guest(page))
    with pytest.raises(IntegrityError):
        Conversation.objects.create(
            workspace=charlie.owned_workspaces.get(),
            guest_key=talk.guest_key,
            snapshot={},
            started_at=timezone.now(),
        )


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_the_same_time_as_many_begin_as_may(page):
    def press(number):
        try:
            return why_not(page, f"guest {number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(press, range(8)))
    assert sorted(map(str, answers)) == ["None"] * 2 + ["guest.full"] * 6


@pytest.mark.django_db(transaction=True)
def test_a_guest_who_presses_in_many_tabs_begins_once(page):
    page.guests = 8
    page.save()

    def press(_):
        try:
            return why_not(page)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as tabs:
        answers = list(tabs.map(press, range(6)))
    assert sorted(map(str, answers)) == ["None"] + ["guest.talks_already"] * 5
