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
    DELETED = "deleted", _("Deleted")


# A run that goes on is ended before its avatar is deleted; the row stays, so that projects can say what they lost.
ALLOWED: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.UPLOADING, Status.CANCELLED, Status.DELETED}),
    Status.UPLOADING: frozenset({Status.CREATING, Status.FAILED, Status.CANCELLED, Status.DELETED}),
    Status.CREATING: frozenset({Status.CREATED, Status.FAILED, Status.CANCELLED}),
    Status.CREATED: frozenset({Status.ACTIVATING, Status.DEACTIVATED, Status.DELETED}),
    Status.ACTIVATING: frozenset({Status.ACTIVE, Status.CREATED, Status.FAILED, Status.CANCELLED}),
    Status.ACTIVE: frozenset({Status.DEACTIVATED, Status.ACTIVATING, Status.DELETED}),
    Status.DEACTIVATED: frozenset({Status.ACTIVE, Status.ACTIVATING, Status.DELETED}),
    Status.FAILED: frozenset({Status.UPLOADING, Status.CREATING, Status.ACTIVATING, Status.DELETED}),
    Status.CANCELLED: frozenset({Status.UPLOADING, Status.CREATING, Status.ACTIVATING, Status.DELETED}),
    Status.DELETED: frozenset(),
}
