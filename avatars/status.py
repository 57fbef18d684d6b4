"""An avatar's lifecycle: the names, and which change may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """From the first draft to live use."""

    DRAFT = "draft", _("Draft")
    UPLOADING = "uploading", _("Uploading")
    CREATING = "creating", _("Being created")
    CREATED = "created", _("Created")
    ACTIVATING = "activating", _("Being activated")
    ACTIVE = "active", _("Active")
    DEACTIVATED = "deactivated", _("Deactivated")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


ALLOWED: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.UPLOADING, Status.CANCELLED}),
    Status.UPLOADING: frozenset({Status.CREATING, Status.FAILED, Status.CANCELLED}),
    Status.CREATING: frozenset({Status.CREATED, Status.FAILED, Status.CANCELLED}),
    Status.CREATED: frozenset({Status.ACTIVATING, Status.DEACTIVATED}),
    Status.ACTIVATING: frozenset({Status.ACTIVE, Status.CREATED, Status.FAILED, Status.CANCELLED}),
    Status.ACTIVE: frozenset({Status.DEACTIVATED, Status.ACTIVATING}),
    Status.DEACTIVATED: frozenset({Status.ACTIVE, Status.ACTIVATING}),
    Status.FAILED: frozenset({Status.UPLOADING, Status.CREATING, Status.ACTIVATING}),
    Status.CANCELLED: frozenset({Status.UPLOADING, Status.CREATING, Status.ACTIVATING}),
}
