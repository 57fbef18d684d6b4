"""Start chat can't be pressed without end: neither by one guest nor from one address."""

import pytest
from django.core.cache import cache
from django.test import Client

from avatarsite.errors import UserError
from conversations import throttle

from .guest_rows import browser_of, press_start, share
from .rows import make_project

pytestmark = pytest.mark.django_db


def refused_at(address, key="", starts=throttle.AN_ADDRESS + 1):
    """Which start is the first that is refused."""
    for number in range(1, starts + 1):
        try:
            throttle.count_start(address(number), key)
        except UserError:
            return number
    return None


def test_one_guest_may_begin_so_often_from_wherever():
    assert refused_at(lambda number: f"192.0.2.{number}", "key") == throttle.A_GUEST + 1


def test_one_address_may_begin_so_often_whoever_it_is():
    assert refused_at(lambda _: "192.0.2.1") == throttle.AN_ADDRESS + 1
    assert refused_at(lambda _: "192.0.2.2", starts=1) is None


def test_a_household_has_one_network_of_ipv6_and_mapped_addresses_are_apart():
    assert refused_at(lambda number: f"2001:db8::{number:x}") == throttle.AN_ADDRESS + 1
    assert refused_at(lambda _: "2001:db8:0:1::1", starts=1) is None
    assert refused_at(lambda number: f"::ffff:192.0.2.{number}") is None


def test_when_the_window_is_over_it_begins_anew():
    assert refused_at(lambda _: "192.0.2.1") is not None
    cache.clear()  # what the cache does by itself after WINDOW_S
    assert refused_at(lambda _: "192.0.2.1", starts=1) is None


def test_the_page_says_so_in_words_and_makes_no_session(workspace):
    page = share(make_project(workspace))
    refused_at(lambda _: "127.0.0.1")
    nobody = Client()
    answer = press_start(nobody, page)
    assert (answer.status_code, answer.json()["message_id"]) == (429, "guest.too_often")
    assert "Wait ten minutes" in answer.json()["message"]
    assert "sessionid" not in nobody.cookies


def test_a_known_guest_is_counted_by_their_key(workspace):
    page = share(make_project(workspace))
    browser = browser_of("key")
    answers = [press_start(browser, page).status_code for _ in range(throttle.A_GUEST + 1)]
    assert answers == [200] + [409] * (throttle.A_GUEST - 1) + [429]
