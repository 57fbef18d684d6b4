"""Conversations and their turns. A running one's other half is a LiveSession in the live process's memory."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from avatarsite.codes import new_code
from projects.models import Project


class Status(models.TextChoices):
    """A conversation ends once."""

    ACTIVE = "active", _("Running")
    ENDED = "ended", _("Ended")


class Conversation(models.Model):
    """From Start Chat to the end. `snapshot`: projects.snapshot's copy of the project, kept however that changes.

    user: a member who talks. guest_key: of a guest, who has no user and is known by it alone (visitor.Guest).
    elapsed_ms counts from started_at, without the time in which the visitor was gone; billed_ms is what the meter
    settled; end_reason is a name of messages.py. left_at: of a running one, since when its visitor is gone.
    """

    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="conversations")
    project = models.ForeignKey(Project, on_delete=models.SET_NULL, null=True, related_name="conversations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="conversations"
    )
    guest_key = models.CharField(max_length=43, blank=True, default="", db_default="", editable=False)
    snapshot = models.JSONField()
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    transport = models.CharField(max_length=10, blank=True)
    started_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)
    elapsed_ms = models.PositiveBigIntegerField(default=0)
    billed_ms = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("workspace", "status"), name="conversation_running"),
            models.Index(fields=("guest_key",), condition=~models.Q(guest_key=""), name="conversation_of_guest"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("guest_key",),
                condition=models.Q(status="active") & ~models.Q(guest_key=""),
                name="one_conversation_a_guest",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def is_active(self) -> bool:
        return self.status == Status.ACTIVE

    @property
    def is_guests(self) -> bool:
        """Does a guest of the project's shared page talk, and not a member?"""
        return bool(self.guest_key)

    @property
    def project_name(self) -> str:
        return str(self.snapshot["project"]["name"])

    @property
    def avatar_name(self) -> str:
        return str(self.snapshot["avatar"]["name"])


class Role(models.TextChoices):
    USER = "user", _("Visitor")
    AVATAR = "avatar", _("Avatar")


class Turn(models.Model):
    """One side's contribution. heard_text: of the avatar's turn, what was really played. latency: ms by step."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveIntegerField()
    role = models.CharField(max_length=6, choices=Role)
    text = models.TextField()
    heard_text = models.TextField(blank=True)
    interrupted = models.BooleanField(default=False)
    latency = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("conversation", "position"), name="one_turn_a_position"),)

    def __str__(self) -> str:
        return f"{self.conversation_id}.{self.position} {self.role}"

    @property
    def shown_text(self) -> str:
        """What the transcript shows: the visitor's words, and of the avatar's those that were heard."""
        return self.text if self.role == Role.USER else self.heard_text
