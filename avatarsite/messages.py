"""From a message id to the sentence that a person reads: what happened, and what to do."""

from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _

from avatarsite.errors import UserError

APPS = ("accounts", "billing", "avatars", "projects", "conversations")

MESSAGES = {
    "key.unreadable": _("The saved key can't be read any more. Type it in again and save."),
    "unknown": _("Something went wrong on our side. Try again; if it stays, write to us."),
}


@cache
def catalogue() -> dict[str, Any]:
    """All ids of all apps with their (lazy) sentences."""
    found: dict[str, Any] = dict(MESSAGES)
    for app in APPS:
        found.update(getattr(import_module(f"{app}.messages"), "MESSAGES", {}))
    return found


def sentence(error: UserError) -> str:
    """The sentence for an error, filled with its facts."""
    return str(catalogue().get(error.message_id, MESSAGES["unknown"])) % error.facts


def staff_sentence(error: UserError) -> str:
    """The same for staff, who act on somebody else's things: where the customer's words don't fit, other ones."""
    return _other_words("staff", error)


def guest_sentence(error: UserError) -> str:
    """The same for guests, who have no plan, no credits and no project of their own here."""
    return _other_words("guest", error)


def _other_words(reader: str, error: UserError) -> str:
    words = catalogue().get(f"{reader}.{error.message_id}")
    return str(words) % error.facts if words is not None else sentence(error)
