"""Every message id that the code raises has its sentence."""

import re
from pathlib import Path

import pytest

from avatarsite.errors import UserError
from avatarsite.messages import catalogue, sentence

ROOT = Path(__file__).parents[2]
FOLDERS = ("accounts", "billing", "avatars", "projects", "conversations")
RAISED = re.compile(r'UserError\(\s*"([a-z_.0-9]+)"')


def raised() -> dict[str, str]:
    """Message id -> a file that raises it."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return {found: path.name for path in files for found in RAISED.findall(path.read_text("utf-8"))}


@pytest.mark.parametrize("message_id", sorted(raised()))
def test_it_has_a_sentence(message_id: str) -> None:
    assert message_id in catalogue()


def test_facts_are_filled_in() -> None:
    assert "at a time: 20." in sentence(UserError("billing.too_many_users", users=20))


def test_an_unknown_id_still_says_something() -> None:
    assert sentence(UserError("no.such.id")).startswith("Something went wrong")
