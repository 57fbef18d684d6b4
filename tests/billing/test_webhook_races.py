"""The same webhook and the customer's way back, all at once, with real threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import User, Workspace
from billing.balances import balance
from billing.models import LedgerEntry, StripeEvent
from tests.billing.shop import last_purchase, name_prices, poster, to_checkout
from tests.conftest import logged_in
from tests.fakes.stripe_server import StripeServer


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_give_once(stripe_server: StripeServer, alice: User, workspace: Workspace) -> None:
    name_prices(stripe_server)
    stripe_server.state.pay(to_checkout(logged_in(alice), product="slots-5"))
    event = next(one for one in stripe_server.waiting() if one["type"] == "checkout.session.completed")
    body, signature = stripe_server.signed(event)
    back = reverse("billing_return", args=[last_purchase().code])

    def one(number: int) -> int:
        try:
            if number % 4 == 3:
                return logged_in(alice).get(back).status_code
            return int(poster(Client())(body, signature).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(one, range(8)))
    assert set(answers) == {200, 302}
    assert balance(workspace).slots == 5
    assert LedgerEntry.objects.filter(workspace=workspace, unit="slots").count() == 1
    assert StripeEvent.objects.get(event_id=event["id"]).times_received == 6
