"""An own avatar's slot: paid once, when its first creation succeeds."""

from avatars.models import Avatar, Work
from avatarsite.errors import UserError
from billing.models import LedgerEntry
from billing.slots import slots_left, use_slot


def key_of(avatar: Avatar) -> str:
    """The ledger's key: the same for every recording of the same avatar, so it counts once."""
    return f"avatar:{avatar.code}"


def has_slot(avatar: Avatar) -> bool:
    """Has it paid already?"""
    return LedgerEntry.objects.filter(key=key_of(avatar)).exists()


def refuse_without_slot(avatar: Avatar) -> None:
    """UserError("billing.no_slots") where it would have to pay and could not: said before the work, not after it."""
    assert avatar.workspace is not None  # noqa: S101 - own avatars have one, by a constraint
    left = slots_left(avatar.workspace)
    if left is not None and left < 1 and not has_slot(avatar):
        raise UserError("billing.no_slots")


def pay(row: Work) -> None:
    """Inside the transaction that makes the avatar `created`. UserError("billing.no_slots")."""
    avatar = row.avatar
    assert avatar.workspace is not None  # noqa: S101
    use_slot(avatar.workspace, key_of(avatar), f"My Avatar: {avatar.name}", actor=row.actor)
