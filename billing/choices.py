"""What the tables choose from: two kinds of plan, two units, and why a sum changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Two separate subscriptions of one workspace."""

    CREATION = "creation", _("Avatar creation")
    CONVERSATION = "conversation", _("Conversation")


class Unit(models.TextChoices):
    """What the ledger counts."""

    SLOTS = "slots", _("Slots")
    CONVERSATION_MS = "conversation_ms", _("Conversation time")


class Cause(models.TextChoices):
    """Why a sum changed, for tables and charts; the entry's reason says it in words."""

    INCLUDED = "included", _("Included in the plan")
    BOUGHT = "bought", _("Bought")
    GIVEN = "given", _("Given by staff")
    USED = "used", _("Used")
    LAPSED = "lapsed", _("Lapsed")
    TAKEN_BACK = "taken_back", _("Taken back")
