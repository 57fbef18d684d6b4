"""Every page answers for its owner."""

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Plan

PAGES = [
    "project_list",
    "project_new",
    "avatar_list",
    "avatar_new",
    "billing_overview",
    "settings",
    "styleguide",
    "health_live",
]


@pytest.mark.parametrize("name", PAGES)
def test_it_opens(as_alice: Client, name: str) -> None:
    assert as_alice.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES[:6]])
def test_it_asks_strangers_to_log_in(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_where_nothing_is_one_can_go_on(as_alice: Client, client: Client) -> None:
    hers, strangers = as_alice.get("/nothing/here/"), client.get("/nothing/here/")
    assert hers.status_code == strangers.status_code == 404
    assert f'href="{reverse("avatar_list")}"' in hers.content.decode()
    assert f'href="{reverse("account_login")}"' in strangers.content.decode()


@pytest.mark.parametrize("name", ["home", "account_signup"])
def test_what_one_begins_with_is_the_plans(client: Client, db: None, name: str) -> None:
    assert "2 credits" in client.get(reverse(name)).content.decode()
    Plan.objects.filter(code="conversation-free").update(conversation_ms=300_000)
    page = client.get(reverse(name)).content.decode()
    assert "1 credit" in page and "5 minutes of conversation" in page
    Plan.objects.filter(code="conversation-free").update(conversation_ms=0)
    assert "of conversation." not in client.get(reverse(name)).content.decode()
