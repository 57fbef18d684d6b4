"""Where an avatar is used. Those who use avatars answer; this app knows none of them."""

from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal

from avatars.models import Avatar

asked_where_used = Signal()  # sent with avatar=; a receiver returns a list of Use


@dataclass(frozen=True)
class Use:
    """One thing that uses an avatar: its name and its page."""

    name: str
    address: str


def where_used(avatar: Avatar) -> list[Use]:
    """All uses, of all apps."""
    answers: list[tuple[Any, Any]] = asked_where_used.send(Avatar, avatar=avatar)
    return [use for _, uses in answers for use in uses]
