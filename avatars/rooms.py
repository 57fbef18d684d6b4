"""What may stand behind presenters who have an alpha, by name. How it is laid there: `backgrounds`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from avatars.models import Avatar


class Room(models.TextChoices):
    """Pictures: static/backgrounds/<value>.webp."""

    STUDIO = "studio", _("Studio")
    OFFICE = "office", _("Office")
    SHELF = "shelf", _("Bookshelf")
    PLAIN = "plain", _("Plain")


def room_behind(avatar: Avatar, wanted: str) -> str:
    """The room that is wanted, or else the presenter's own; "" where the avatar was filmed with its background."""
    if not avatar.background:
        return ""
    return wanted if wanted in Room.values else avatar.background


def another_room(avatar: Avatar | None, wanted: str) -> str:
    """The room, where it is not the presenter's own; else ""."""
    if avatar is None:
        return ""
    room = room_behind(avatar, wanted)
    return "" if room == avatar.background else room
