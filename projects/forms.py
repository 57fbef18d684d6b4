"""The project form and its list of questions and answers."""

import math
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from avatars.access import active_avatars, seen_avatars
from avatars.models import Avatar
from projects.choices import RoomChoice, language_choices, room_choices, voice_choices
from projects.messages import MESSAGES
from projects.models import MOST, KnowledgeEntry, Project, SharedPage


class ProjectForm(forms.ModelForm):
    """Everything of a project but its questions and answers. kept: the avatar that it has, or None."""

    api_key = forms.CharField(
        label=_("OpenAI key"),
        required=False,
        max_length=300,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )
    remove_api_key = forms.BooleanField(label=_("Remove the saved key"), required=False)

    class Meta:
        model = Project
        fields = (
            "name", "avatar", "background", "language", "voice", "greeting", "uses_chatgpt", "chat_model",
            "instructions", "temperature", "unknown_line",
        )  # fmt: skip

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace
        self.kept = self.instance.avatar  # stays on the page, usable or not
        self.avatars = [one for one in seen_avatars(workspace) if one.is_active or one == self.kept]
        avatar = forms.ModelChoiceField(self._pickable(), to_field_name="code", required=True)
        avatar.error_messages["invalid_choice"] = str(MESSAGES["project.avatar_gone"])
        avatar.error_messages["required"] = _("Choose a presenter: click on a face.")
        self.fields["avatar"] = avatar
        if self.instance.avatar_id:
            self.initial["avatar"] = self.instance.avatar.code
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=language_choices())
        self.fields["language"].error_messages["invalid_choice"] = str(MESSAGES["project.unknown_language"])
        self.fields["voice"] = forms.ChoiceField(label=_("Voice"), required=False, choices=self._voices())
        self.fields["voice"].error_messages["invalid_choice"] = str(MESSAGES["project.unknown_voice"])
        self.fields["temperature"].required = False

    def _pickable(self) -> "QuerySet[Avatar]":
        """The active ones; the project's own may stay whatever has become of it."""
        kept = seen_avatars(self.workspace).filter(pk=self.instance.avatar_id)
        return active_avatars(self.workspace) | kept

    def _voices(self) -> list[tuple[str, str]]:
        language = self["language"].value() or "en"
        code = self["avatar"].value()
        chosen = next((avatar for avatar in self.avatars if avatar.code == code), None)
        return [("", str(_("The avatar's own"))), *voice_choices(str(language), chosen)]

    @property
    def picked(self) -> Avatar | None:
        """The avatar that the form shows as chosen."""
        code = self["avatar"].value()
        return next((avatar for avatar in self.avatars if avatar.code == code), None)

    @property
    def rooms(self) -> list[RoomChoice]:
        """The backgrounds that go behind it."""
        return room_choices(self.picked, str(self["background"].value() or ""))

    @property
    def changed_elsewhere_at(self) -> datetime | None:
        """When somebody saved the project after the page that sent this had it ("seen" is the change that it knew)."""
        seen, now = self.data.get("seen"), self.instance.changed_at
        return now if seen and now and seen != now.isoformat() else None

    def clean_temperature(self) -> float:
        """Left empty, it is the usual one."""
        given = self.cleaned_data.get("temperature")
        return 0.7 if given is None else float(given)

    def clean(self) -> dict[str, Any]:
        """ChatGPT needs a key from somewhere."""
        data = super().clean() or {}
        kept = bool(self.instance.api_key_encrypted) and not data.get("remove_api_key")
        if data.get("uses_chatgpt") and not (data.get("api_key") or kept or site_has_chat()):
            self.add_error("api_key", MESSAGES["project.no_key"])
        return data

    def save(self, commit: bool = True) -> Project:
        """The project, with its key encrypted: a typed one replaces, a blank one keeps, the box removes."""
        project: Project = super().save(commit=False)
        project.workspace = self.workspace
        if self.cleaned_data["api_key"] or self.cleaned_data["remove_api_key"]:
            project.keep_api_key(self.cleaned_data["api_key"])
        if commit:
            project.save()
        return project


def site_has_chat() -> bool:
    """Has the site a key, or a server that needs none?"""
    return bool(settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL)


class LimitsForm(forms.ModelForm):
    """What guests of a project's shared page may use."""

    class Meta:
        model = SharedPage
        fields = tuple(MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            words = MESSAGES["shared.out_of_range"] % {"most": MOST[name]}
            field.error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
            field.widget.attrs |= {"min": 1, "max": MOST[name]}

    def clean(self) -> dict[str, Any]:
        """One conversation fits into the day."""
        data = super().clean() or {}
        if data.get("conversation_minutes", 0) > data.get("day_minutes", math.inf):
            self.add_error("conversation_minutes", MESSAGES["shared.longer_than_the_day"])
        return data


class EntryForm(forms.ModelForm):
    """A question, other ways to ask it (one a line), and its answer."""

    alternatives = forms.CharField(
        label=_("Other ways to ask, one a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )

    class Meta:
        model = KnowledgeEntry
        fields = ("question", "alternatives", "answer", "suggested")
        widgets = {"answer": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["alternatives"] = "\n".join(self.instance.alternatives)

    def clean_alternatives(self) -> list[str]:
        """The lines that hold something, at most 20."""
        lines = (line.strip() for line in self.cleaned_data["alternatives"].splitlines())
        return [line for line in lines if line][:20]


class Entries(forms.BaseInlineFormSet):
    """The list, in the order that the page sends (entries-N-ORDER)."""

    ordering_widget = forms.HiddenInput  # the page moves rows; the number is not typed

    @property
    def extra_forms(self) -> list[forms.ModelForm]:
        """Those that are not in the project: new ones, and ones that were removed elsewhere meanwhile."""
        return [form for form in self.forms if form.instance.pk is None]

    def _construct_form(self, i: int, **kwargs: Any) -> forms.ModelForm:
        """A row whose id the project does not have is a new one; the id is sent no more."""
        form: forms.ModelForm = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if form.instance.pk is None:
            form.fields["id"].required, form.fields["id"].disabled = False, True
        return form

    def save(self, commit: bool = True) -> list[KnowledgeEntry]:
        """Save, then number the rows as they are shown."""
        for position, form in enumerate(self.ordered_forms):
            form.instance.position = position
            if not form.has_changed() and form.instance.pk:
                KnowledgeEntry.objects.filter(pk=form.instance.pk).update(position=position)
        return super().save(commit)


EntryFormSet = forms.inlineformset_factory(
    Project,
    KnowledgeEntry,
    form=EntryForm,
    formset=Entries,
    extra=0,
    can_order=True,
    can_delete=True,
    max_num=500,
    validate_max=True,
)
