"""Projects and the questions and answers that their owners write."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from avatars.models import Avatar
from avatars.rooms import Room, another_room
from avatarsite.codes import LINK_LENGTH, new_code, new_link
from avatarsite.encryption import decrypt, encrypt


class Project(models.Model):
    """An avatar, a language and a voice, and where the answers come from. background: "" is the presenter's own."""

    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(_("name"), max_length=80)
    avatar = models.ForeignKey(
        Avatar, on_delete=models.SET_NULL, null=True, blank=True, related_name="projects"
    )
    background = models.CharField(_("background"), max_length=10, blank=True, choices=Room)
    language = models.CharField(_("language"), max_length=10, default="en")
    voice = models.CharField(_("voice"), max_length=80, blank=True)
    greeting = models.TextField(_("greeting"), max_length=500, blank=True)
    uses_chatgpt = models.BooleanField(_("answer with ChatGPT"), default=False)
    chat_model = models.CharField(_("model"), max_length=80, blank=True)
    instructions = models.TextField(_("instructions"), max_length=8000, blank=True)
    temperature = models.FloatField(
        _("temperature"), default=0.7, validators=(MinValueValidator(0.0), MaxValueValidator(2.0))
    )
    api_key_encrypted = models.TextField(blank=True, editable=False)
    api_key_ending = models.CharField(max_length=4, blank=True, editable=False)
    unknown_line = models.CharField(_("when it does not know"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def room(self) -> str:
        """The background, where it is not the presenter's own; else ""."""
        return another_room(self.avatar, self.background)

    def keep_api_key(self, key: str) -> None:
        """Encrypt the project's provider key; an empty one removes it. Does not save the row."""
        self.api_key_encrypted = encrypt(key)
        self.api_key_ending = key[-4:] if len(key) >= 12 else ""

    @property
    def api_key(self) -> str:
        """The provider key in clear, for the live session alone. UserError("key.unreadable")."""
        return decrypt(self.api_key_encrypted)


MOST = {"day_minutes": 1440, "guests": 100, "conversation_minutes": 120}


def _limit(name: str, words: Any, usual: int) -> "models.PositiveSmallIntegerField[int, int]":
    validators = (MinValueValidator(1), MaxValueValidator(MOST[name]))
    return models.PositiveSmallIntegerField(words, default=usual, validators=validators)


class SharedPage(models.Model):
    """A project's chat page for guests: while it is open, who has the link may talk, within the owner's limits.

    day_minutes: of all guests together, each day (UTC). guests: as many at once. conversation_minutes: of one.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="shared_page")
    link = models.CharField(max_length=LINK_LENGTH, unique=True, default=new_link, editable=False)
    is_open = models.BooleanField(_("open"), default=True)
    day_minutes = _limit("day_minutes", _("minutes a day, all guests together"), 30)
    guests = _limit("guests", _("guests at once"), 2)
    conversation_minutes = _limit("conversation_minutes", _("minutes for one conversation"), 5)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"shared page of {self.project}"

    @property
    def day_ms(self) -> int:
        """What all guests of a day have together."""
        return self.day_minutes * 60_000

    @property
    def conversation_ms(self) -> int:
        """How long one conversation may be."""
        return self.conversation_minutes * 60_000


class KnowledgeEntry(models.Model):
    """A written answer. `alternatives`: other ways to ask, a list of texts. `suggested`: offered in the chat."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="entries")
    question = models.CharField(_("question"), max_length=300)
    alternatives = models.JSONField(_("other ways to ask"), default=list, blank=True)
    answer = models.TextField(_("answer"), max_length=2000)
    suggested = models.BooleanField(_("suggest it in the chat"), default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name_plural = "knowledge entries"

    def __str__(self) -> str:
        return self.question
