"""A second factor: once it is set up, the password alone opens nothing."""

from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from accounts.models import User


def test_the_password_alone_is_not_enough(client: Client, alice: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    answer = client.post(reverse("account_login"), {"login": alice.email, "password": "password"})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("settings")).status_code == 302
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("settings")).status_code == 200


def test_it_is_set_up_on_the_page_with_recovery_codes(client: Client, alice: User) -> None:
    client.post(reverse("account_login"), {"login": alice.email, "password": "password"})
    client.post(reverse("account_reauthenticate"), {"password": "password"})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.status_code == 302
    assert {row.type for row in alice.authenticator_set.all()} == {"totp", "recovery_codes"}  # type: ignore[attr-defined]


def test_the_overview_is_called_as_in_the_settings(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.get(reverse("mfa_index")).content.decode()
    assert page.count("Passkeys and second step") == 2
    assert "Two-Factor" not in page
