"""The billing page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Workspace
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from avatarsite.templatetags.words import day
from billing import meter
from billing.models import Account, Kind, Plan, Subscription
from billing.subscriptions import change_plan, payment_failed

URL = "/billing/"


def test_it_shows_what_the_workspace_has(as_alice: Client, workspace: Workspace) -> None:
    started = meter.start(workspace, "talk")
    meter.settle("talk", started.fence, 5_000, "user_ended")
    context = as_alice.get(URL).context
    assert context["balance"].ms == 595_000
    assert [row.key for row in context["meters"]] == ["talk"]
    assert [entry.amount for entry in context["entries"]] == [-5_000, 600_000]


def test_a_team_mate_sees_the_same(as_bob: Client, workspace: Workspace) -> None:
    meter.start(workspace, "talk")
    assert [row.key for row in as_bob.get(URL).context["meters"]] == ["talk"]


def test_a_stranger_sees_their_own(as_charlie: Client, workspace: Workspace) -> None:
    meter.start(workspace, "talk")
    assert list(as_charlie.get(URL).context["meters"]) == []


def test_its_address_has_a_name() -> None:
    assert reverse("billing_overview") == URL


def test_it_says_what_lapses_and_when_and_what_stays(as_alice: Client, workspace: Workspace) -> None:
    now = timezone.now()
    ours = change_plan(
        workspace, Kind.CONVERSATION, Plan.objects.get(code="conversation-standard"), now, key="k"
    )
    page = as_alice.get(URL).content.decode()
    assert f"until {day(ours.period_end)}" in page and "without an end date" in page
    plans = as_alice.get(reverse("billing_plans")).content.decode()
    assert "Included credits lapse at the end of their month. Credits that you buy stay" in plans


@pytest.mark.parametrize(
    ("kind", "code", "in_grace", "after"),
    [
        (
            "conversation",
            "conversation-standard",
            "After that no new conversation",
            "no new conversation can be",
        ),
        ("creation", "creation-team", "After that the plan’s slots", "slots can’t be used until it has come"),
    ],
)
def test_a_missing_payment_says_until_when_all_goes_on_and_what_stops_then(
    as_alice: Client, workspace: Workspace, kind: str, code: str, in_grace: str, after: str
) -> None:
    now = timezone.now()
    Subscription.objects.update(changed_at=None)
    plan = Plan.objects.get(code=code)
    change_plan(workspace, kind, plan, now - timedelta(days=20), key="k", billed=True)
    payment_failed(workspace, kind, now - timedelta(days=2), key="f")
    page = as_alice.get(URL).content.decode()
    assert f"The payment for {plan.name} is missing since" in page and in_grace in page
    Subscription.objects.filter(kind=kind).update(due_since=now - timedelta(days=8))
    assert after in as_alice.get(URL).content.decode()


def test_a_running_conversation_is_somebody_who_talks(as_alice: Client, workspace: Workspace) -> None:
    assert "Nobody talked" in as_alice.get(URL).content.decode()
    meter.start(workspace, "talk")
    page = as_alice.get(URL).content.decode()
    assert "Nobody talked" not in page and "Somebody is talking" in page


@pytest.mark.parametrize(
    ("ms", "words"), [(45_000, "would end after 45 seconds"), (0, "Nothing is left for a conversation")]
)
def test_little_time_is_said(as_alice: Client, workspace: Workspace, ms: int, words: str) -> None:
    assert words not in as_alice.get(URL).content.decode()
    Account.objects.filter(pk=workspace.pk).update(conversation_ms=ms)
    assert words in as_alice.get(URL).content.decode()


def test_it_is_said_what_is_used_first_when_a_plan_is_chosen(as_alice: Client, workspace: Workspace) -> None:
    page = as_alice.get(reverse("billing_choose", args=["conversation-standard"])).content.decode()
    assert "those that you bought last" in page


def test_the_places_are_counted_in_words_that_fit_one(workspace: Workspace) -> None:
    meter.start(workspace, "talk")
    with pytest.raises(UserError) as refused:
        meter.start(workspace, "another")
    assert "as your plan allows at a time: 1. End" in sentence(refused.value)
