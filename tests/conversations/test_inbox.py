"""What a browser may send."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatarsite.errors import UserError
from conversations.live.inbox import FIELDS, parse
from conversations.live.sdp import without_mdns

PLAIN = st.none() | st.booleans() | st.integers() | st.text()
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@pytest.mark.parametrize(
    "raw",
    [
        "", "null", "[]", "3", '"text"', "{", '{"type": 3}', '{"type": "dance"}', '{"type": "text"}',
        '{"type": "text", "text": 7}', '{"type": "mic", "on": 1}', '{"type": "heartbeat", "t": true}',
        '{"type": "text", "text": null}', '{"type": ["text"]}', '{"type": {}}', "[" * 50_000,
    ],
)  # fmt: skip
def test_what_is_not_a_message_is_refused(raw):
    with pytest.raises(UserError, match=r"conversation\.bad_message"):
        parse(raw)


def test_a_message_larger_than_any_real_one_is_refused_unread():
    with pytest.raises(UserError, match=r"conversation\.message_too_big"):
        parse(json.dumps({"type": "text", "text": "x" * 200_000}))


def test_fields_left_out_get_their_values_and_unknown_ones_are_dropped():
    assert parse('{"type": "hello", "colour": "red"}') == {"type": "hello", "transport": "webrtc", "can": {}}


@settings(max_examples=40, deadline=None)
@given(VALUES, st.sampled_from(sorted(FIELDS)))
def test_whatever_comes_is_a_message_or_a_user_error(value, kind):
    for raw in (json.dumps(value), json.dumps({"type": kind, "text": value, "t": value, "slice": value})):
        with suppress(UserError):
            assert parse(raw)["type"] in FIELDS


def test_local_names_are_dropped_from_an_offer_and_nothing_else():
    offer = "v=0\r\na=candidate:1 1 udp 1 abc.local 5000 typ host\r\na=candidate:2 1 udp 1 10.0.0.1 5000 typ host\r\n"
    assert without_mdns(offer) == "v=0\r\na=candidate:2 1 udp 1 10.0.0.1 5000 typ host\r\n"
