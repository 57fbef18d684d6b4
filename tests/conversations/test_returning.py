"""One that its visitor has left: how long one may go back, what it cost in the end, and who may take its place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.models import Account, LedgerEntry, Meter
from conversations import returning, services
from conversations.models import Conversation
from conversations.visitor import Member

from .rows import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(workspace):
    return make_project(workspace)


@pytest.fixture
def left(alice, project):
    """Alice's, whose page was closed after 4 s."""
    code = services.start(project, alice).code
    services.visitor_is(code, False)
    Meter.objects.filter(key=code).update(confirmed_ms=4_000)
    return Conversation.objects.get(code=code)


def state(client, conversation):
    return client.get(reverse("conversation_state", args=[conversation.code])).json()


def start(client, project):
    return client.post(reverse("chat_start", args=[project.code]))


def check_page(client, project):
    return client.get(reverse("chat", args=[project.code]))


def test_it_says_for_how_long_one_may_come_back(as_alice, left):
    assert 0 < state(as_alice, left)["return_ms"] <= 30_000
    assert returning.return_ms(left, left.left_at + timedelta(seconds=10)) == 20_000
    services.visitor_is(left.code, True)
    assert state(as_alice, left) == {"return_ms": None}


def test_never_less_than_nothing(left):
    assert returning.return_ms(left, left.left_at + timedelta(minutes=1)) == 0


def test_after_the_end_it_says_what_it_cost(as_alice, left):
    services.end(left.code, 45_000, "lost")
    ended = state(as_alice, left)
    assert (ended["reason"], ended["elapsed_ms"], ended["left_ms"]) == ("lost", 7_000, 593_000)  # one lease was paid
    assert "did not come back in time" in ended["message"]
    assert ended["next"]["url"] == reverse("chat", args=[left.project.code])


def test_the_end_of_the_credits_points_to_more(as_alice, left):
    services.end(left.code, 4_000, "time_used_up")
    assert state(as_alice, left)["next"]["url"] == f"{reverse('billing_plans')}#credits"


def test_after_the_end_it_is_not_left_any_more(alice, workspace, left):
    services.end(left.code, 4_000, "visitor")
    services.visitor_is(left.code, True)
    assert returning.running_of(Member(alice, workspace)) is None
    assert Conversation.objects.get().left_at == left.left_at


def test_the_page_of_a_new_one_offers_the_way_back_while_it_is_there(as_alice, project, left):
    assert check_page(as_alice, project).context["running"] == left
    services.visitor_is(left.code, True)  # so it seems when the new page is quicker than the old one's end
    assert check_page(as_alice, project).context["running"] == left
    Conversation.objects.update(left_at=timezone.now() - timedelta(seconds=31))
    assert check_page(as_alice, project).context["running"] is None


def test_it_offers_nobody_elses(as_bob, project, left):
    assert check_page(as_bob, project).context["running"] is None


def test_a_new_one_takes_the_only_place_of_the_one_that_was_left(as_alice, workspace, project, left):
    assert start(as_alice, project).status_code == 200
    left.refresh_from_db()
    assert (left.is_active, left.billed_ms) == (False, 4_000)
    assert [entry.amount for entry in LedgerEntry.objects.filter(conversation_code=left.code)] == [-4_000]


def test_a_team_mate_may_have_the_place_too(as_bob, project, left):
    assert start(as_bob, project).status_code == 200
    left.refresh_from_db()
    assert not left.is_active


def test_nobody_gets_the_place_of_one_that_is_talked_in(as_alice, project, left):
    services.visitor_is(left.code, True)
    assert start(as_alice, project).json()["message_id"] == "billing.too_many_users"
    assert Conversation.objects.get().is_active


def test_what_the_left_one_held_of_the_last_credit_is_free_for_the_new_one(as_alice, workspace, project, left):
    Meter.objects.update(confirmed_ms=0)
    Account.objects.filter(pk=workspace.pk).update(conversation_ms=7_000)
    assert start(as_alice, project).status_code == 200


def test_a_start_that_fails_for_another_reason_ends_nothing(as_alice, project, left):
    project.avatar.delete()
    assert start(as_alice, project).json()["message_id"] == "project.no_avatar"
    assert Conversation.objects.get().is_active
