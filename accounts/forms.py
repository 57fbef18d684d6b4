"""Forms of the settings page, and of the members on the staff's page."""

from django import forms

from accounts.models import Role, Workspace


class WorkspaceForm(forms.ModelForm):
    """The workspace's name."""

    class Meta:
        model = Workspace
        fields = ("name",)


class MembersFormSet(forms.BaseInlineFormSet):
    """Who works in a workspace: one of them owns it, and that is the one whom the workspace names."""

    def clean(self) -> None:
        """ValidationError unless it is so."""
        super().clean()
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        stay = [row for row in rows if not row.get("DELETE")]
        owners = [row.get("user") for row in stay if row.get("role") == Role.OWNER]
        if owners != [self.instance.owner]:
            raise forms.ValidationError(
                f"A workspace has one owner. {self.instance.owner} is named as its owner, so that member, and no "
                "other, must have the role “Owner”. To hand it over, change both at once."
            )
