"""Runs of creation and activation: what job, page and sweep all read. What stands in Redis is only a bell."""

from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from avatars.models.avatar import Avatar
from avatars.models.recording import Recording


class WorkKind(models.TextChoices):
    """What a run makes."""

    CREATION = "creation", _("Creation")
    ACTIVATION = "activation", _("Activation")
    RENEWAL = "renewal", _("Renewal")  # an activation that nobody asked for


class WorkStatus(models.TextChoices):
    """A run ends once, in one of the last three."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (WorkStatus.WAITING, WorkStatus.RUNNING)


class WorkRows(models.QuerySet["Work"]):
    """Questions that several places ask."""

    def open(self) -> "WorkRows":
        """Those that have not ended."""
        return self.filter(status__in=OPEN)


class Work(models.Model):
    """One run. `attempt` is also the fence: who took the run with another number may not write any more.

    replaces: of an avatar that keeps its status, and its bundle until the new one is ready.
    share: 0..1 of `stage`, which began at stage_at. seconds: {stage: what it took}, over all attempts.
    length_s: of the footage. reasons: [{"id", "facts"}] why it failed. report: what the gate found (spots, times).
    net: of a renewal, the mark of the networks that it is to learn with; None where it gave way before it could.
    """

    avatar = models.ForeignKey(Avatar, on_delete=models.CASCADE, related_name="works")
    recording = models.ForeignKey(
        Recording, on_delete=models.SET_NULL, null=True, blank=True, related_name="works"
    )
    kind = models.CharField(max_length=10, choices=WorkKind)
    status = models.CharField(max_length=9, choices=WorkStatus, default=WorkStatus.WAITING)
    replaces = models.BooleanField(default=False)
    stage = models.CharField(max_length=12, blank=True)
    share = models.FloatField(default=0)
    seconds = models.JSONField(default=dict, blank=True)
    length_s = models.FloatField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list, blank=True)
    report = models.JSONField(default=dict, blank=True)
    net = models.BigIntegerField(null=True, blank=True)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    stage_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WorkRows.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = "works"
        constraints = (
            models.UniqueConstraint(
                fields=("avatar",), condition=Q(status__in=OPEN), name="one_open_work_per_avatar"
            ),
        )
        indexes = (models.Index(fields=("status", "heartbeat_at"), name="work_open"),)

    def __str__(self) -> str:
        return f"{self.avatar_id}: {self.kind} {self.status}"

    @cached_property
    def renews(self) -> bool:
        """Is it of footage that the avatar is made of already? So is a renewal that a person tries again."""
        if self.kind != WorkKind.ACTIVATION:
            return self.kind == WorkKind.RENEWAL
        built = Work.objects.filter(
            avatar=self.avatar_id, recording=self.recording_id, status=WorkStatus.DONE
        )
        return self.replaces and built.filter(pk__lt=self.pk).exclude(kind=WorkKind.CREATION).exists()

    @property
    def is_open(self) -> bool:
        """Has it not ended yet?"""
        return self.status in OPEN
