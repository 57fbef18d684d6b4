"""The form that begins an avatar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from avatars.models import Way
from avatars.scripts import languages as script_languages
from avatars.voices import languages


class NewAvatarForm(forms.Form):
    """Name, voice, language, the way the footage comes, and the consent. The language is spoken in the footage."""

    name = forms.CharField(label=_("Name of the avatar"), max_length=80)
    language = forms.ChoiceField(label=_("Language of the footage"))
    gender = forms.ChoiceField(
        label=_("Voice"),
        choices=[("", _("Choose a voice")), ("female", _("Female")), ("male", _("Male"))],
        help_text=_("It answers with a built-in voice: yours is not copied. A project can choose another one."),
        error_messages={"required": _("Choose the voice with which it answers.")},
    )
    way = forms.ChoiceField(choices=Way)
    consent = forms.BooleanField(
        error_messages={"required": _("Without your consent no avatar can be made.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (known.code, known.native_name) for known in languages()
        ]
        self.fields["name"].widget.attrs |= {"autocomplete": "off"}

    @property
    def scripts(self) -> tuple[str, ...]:
        """Languages that have a teleprompter script."""
        return script_languages()


class AgainForm(forms.Form):
    """New footage for an avatar that is there: the way, and the consent once more."""

    way = forms.ChoiceField(choices=Way)
    consent = forms.BooleanField(
        error_messages={"required": _("Without your consent no avatar can be made.")},
    )
