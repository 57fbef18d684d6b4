"""Avatars and the rows that say how they changed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from avatars.greetings import GREETINGS
from avatars.status import Status
from avatarsite.codes import new_code


class Kind(models.TextChoices):
    """Whose face it is."""

    SAMPLE = "sample", _("Sample avatar")
    OWN = "own", _("My Avatar")


class AvatarRows(models.QuerySet["Avatar"]):
    """Questions that several places ask."""

    def samples(self) -> "AvatarRows":
        """Those that the platform provides."""
        return self.filter(kind=Kind.SAMPLE)

    def active(self) -> "AvatarRows":
        """Those that may be picked and talked with."""
        return self.filter(status=Status.ACTIVE)

    def known_to(self, workspace: Workspace) -> "AvatarRows":
        """The workspace's own, deleted ones too, and all samples."""
        return self.filter(Q(kind=Kind.SAMPLE) | Q(workspace=workspace))

    def seen_by(self, workspace: Workspace) -> "AvatarRows":
        """The workspace's own and all samples."""
        return self.known_to(workspace).exclude(status=Status.DELETED)


class Avatar(models.Model):
    """A persona. `bundle_path` is a folder: relative to the repository for samples, to VAR_DIR for own ones.

    greeting: {language code: sentence}. voice: hints per provider, as {"espeak": {"variant": "f3", "pitch": 55}}.
    background: the room (avatars.rooms) that is behind it unless a project wants another; "" where it has no alpha.
    quality: what its activation measured of itself (avatars.footage.quality).
    """

    code = models.CharField(max_length=40, unique=True, default=new_code)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, null=True, blank=True, related_name="avatars"
    )
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OWN)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    status_reason = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=80, blank=True)
    gender = models.CharField(max_length=10, blank=True)
    synthetic = models.BooleanField(default=False)
    licence = models.TextField(blank=True)
    default_language = models.CharField(max_length=10, default="en")
    greeting = models.JSONField(default=dict, blank=True)
    voice = models.JSONField(default=dict, blank=True)
    bundle_path = models.CharField(max_length=300, blank=True)
    background = models.CharField(max_length=10, blank=True)
    bundle_digest = models.CharField(max_length=64, blank=True)
    quality = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = AvatarRows.as_manager()

    class Meta:
        ordering = ("-kind", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="sample", workspace=None) | Q(kind="own", workspace__isnull=False),
                name="own_avatars_have_a_workspace",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """May it be picked and talked with?"""
        return self.status == Status.ACTIVE

    @property
    def why_not_active(self) -> str:
        """Why it can't be picked, for the page; an empty text when it can."""
        from avatars.messages import MESSAGES

        return (
            "" if self.is_active else str(self.status_reason or MESSAGES[f"avatar.not_active.{self.status}"])
        )

    def greeting_in(self, language: str) -> str:
        """The greeting in a language, or an empty text. An own avatar has one that fits anybody."""
        anybodys = GREETINGS.get(language, "") if self.kind == Kind.OWN else ""
        return str(self.greeting.get(language, anybodys))

    @property
    def shown_greeting(self) -> str:
        """The greeting for the page: in the reader's language, else in the avatar's own."""
        return self.greeting_in((get_language() or "en")[:2]) or self.greeting_in(self.default_language)


class AvatarStatusChange(models.Model):
    """One change of an avatar's status."""

    avatar = models.ForeignKey(Avatar, on_delete=models.CASCADE, related_name="status_changes")
    before = models.CharField(max_length=12, choices=Status)
    after = models.CharField(max_length=12, choices=Status)
    reason = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.avatar_id}: {self.before} → {self.after}"


def facts(avatar: Avatar) -> dict[str, Any]:
    """What commands print of an avatar."""
    return {"code": avatar.code, "name": avatar.name, "kind": avatar.kind, "status": avatar.status}
