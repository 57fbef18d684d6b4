"""Sign-up, log-in, reset: the journeys of django-allauth as this site sets them up."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User, Workspace
from avatarsite.errors import UserError
from billing.balances import balance
from billing.models import Plan

DATA = {"email": "New@example.org", "password1": "correct horse battery"}


def sign_up(client: Client, **changes: str) -> User:
    """Through the page."""
    answer = client.post(reverse("account_signup"), {**DATA, **changes})
    assert answer.status_code == 302, answer.context["form"].errors
    return User.objects.get(email="new@example.org")


def test_signing_up_gives_a_workspace_and_two_credits(client: Client, db: None) -> None:
    workspace = sign_up(client).owned_workspaces.get()
    assert workspace.name == "new"
    assert balance(workspace).credits == 2


def test_a_user_whose_account_can_not_be_opened_is_not_there_either(client: Client, db: None) -> None:
    Plan.objects.filter(code="conversation-free").update(conversation_ms=2**60)
    with pytest.raises(UserError, match="too_much"):
        client.post(reverse("account_signup"), DATA)
    assert not User.objects.exists()
    assert not Workspace.objects.exists()
    Plan.objects.filter(code="conversation-free").update(conversation_ms=600_000)
    assert balance(sign_up(client).owned_workspaces.get()).credits == 2


def test_one_is_logged_in_and_can_confirm_the_address_later(client: Client, db: None) -> None:
    sign_up(client)
    assert client.get(reverse("project_list")).status_code == 200
    link = re.search(r"http://\S+", str(mail.outbox[0].body))
    assert link
    path = link.group().split("testserver")[1]
    client.post(path)
    assert EmailAddress.objects.get(email="new@example.org").verified


def test_the_same_address_again_makes_no_second_user(client: Client, db: None) -> None:
    sign_up(client)
    Client().post(reverse("account_signup"), DATA)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"email": "no address"}, "email"), ({"password1": "12345678"}, "password1"), ({"email": ""}, "email")],
)
def test_bad_input_says_what_is_wrong(client: Client, db: None, changes: dict[str, str], field: str) -> None:
    answer = client.post(reverse("account_signup"), {**DATA, **changes})
    assert field in answer.context["form"].errors
    assert not User.objects.exists()


def test_the_address_logs_in_whatever_its_letter_case(client: Client, alice: User) -> None:
    answer = client.post(reverse("account_login"), {"login": "ALICE@example.org", "password": "password"})
    assert answer.status_code == 302
    assert client.get(reverse("settings")).status_code == 200


def test_a_wrong_password_says_so(client: Client, alice: User) -> None:
    answer = client.post(reverse("account_login"), {"login": "alice@example.org", "password": "wrong"})
    assert answer.context["form"].errors


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, alice: User) -> None:
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    path = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert path
    page = client.get(path.group(1), follow=True)
    new = {"password1": "a new long one", "password2": "a new long one"}
    client.post(page.request["PATH_INFO"], new)
    assert User.objects.get(pk=alice.pk).check_password("a new long one")


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_list_webauthn", "account_email", "account_change_password"]
)
def test_the_pages_of_the_account_open(client: Client, alice: User, name: str) -> None:
    client.post(reverse("account_login"), {"login": "alice@example.org", "password": "password"})
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == reverse(name)


def test_logging_in_by_passkey_is_offered(client: Client, db: None) -> None:
    assert reverse("mfa_login_webauthn") in client.get(reverse("account_login")).content.decode()


def test_a_broken_password_rule_is_said_once(client: Client, db: None) -> None:
    fresh = client.get(reverse("account_signup")).content.decode()
    refused = client.post(reverse("account_signup"), {**DATA, "password1": "ab1"}).content.decode()
    rule = "at least 8 characters"
    assert fresh.count(rule) == 1
    assert refused.count(rule) == 1
    assert refused.count('id="id_password1_helptext"') == 1
