"""Recordings: the footage that a person recorded here or uploaded, in takes, with what they agreed to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from avatars.models.avatar import Avatar
from avatarsite.codes import new_code

LISTENING = "listening"  # the part of silence, for the idle loop
FILE = "file"  # the one part of an upload


class Way(models.TextChoices):
    """Where the footage comes from."""

    RECORDED = "recorded", _("Recorded here")
    UPLOADED = "uploaded", _("Uploaded file")


class RecordingStatus(models.TextChoices):
    """Open until its owner sends it, or leaves it for another one."""

    OPEN = "open", _("Open")
    SENT = "sent", _("Sent")
    ABANDONED = "abandoned", _("Abandoned")


class TakeStatus(models.TextChoices):
    """How a take ended: by the person, or by something that broke."""

    OPEN = "open", _("Being recorded")
    WHOLE = "whole", _("Whole")
    BROKEN = "broken", _("Broken off")


class Recording(models.Model):
    """One try at footage for an avatar. The files lie under VAR_DIR/recordings/<code>/.

    consent_*: which version of the statement was agreed to, in which language it was shown, by whom and when.
    script_version: of the teleprompter's text in `language`; 0 for an upload.
    """

    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    avatar = models.ForeignKey(Avatar, on_delete=models.CASCADE, related_name="recordings")
    way = models.CharField(max_length=8, choices=Way)
    status = models.CharField(max_length=9, choices=RecordingStatus, default=RecordingStatus.OPEN)
    language = models.CharField(max_length=10, default="en")
    script_version = models.PositiveSmallIntegerField(default=0)
    consent_version = models.PositiveSmallIntegerField()
    consent_language = models.CharField(max_length=10, default="en")
    consent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    consent_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("avatar",), condition=Q(status="open"), name="one_open_recording_per_avatar"
            ),
        )

    def __str__(self) -> str:
        return self.code


class Take(models.Model):
    """One file of a recording, written as it arrives.

    key: the browser's own id, so that it may begin a take without a network and tell it twice.
    size: bytes that are safely on the disk; declared: how many an upload will have.
    start_ms, end_ms: the part of it that counts; None is its beginning or end. text: what was to be read.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="takes")
    key = models.CharField(max_length=36)
    part = models.CharField(max_length=12)
    status = models.CharField(max_length=6, choices=TakeStatus, default=TakeStatus.OPEN)
    chosen = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    mime = models.CharField(max_length=100)
    file_name = models.CharField(max_length=255, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    declared = models.PositiveBigIntegerField(null=True, blank=True)
    lasted_ms = models.PositiveIntegerField(default=0)
    start_ms = models.PositiveIntegerField(null=True, blank=True)
    end_ms = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("recording", "key"), name="one_take_per_key"),)

    def __str__(self) -> str:
        return f"{self.recording_id}: {self.part}"
