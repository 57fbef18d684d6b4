"""Where an avatar is used. Those who use avatars answer; this app knows none of them."""

from dataclasses import dataclass

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
    return [use for _, uses in asked_where_used.send(Avatar, avatar=avatar) for use in uses]
