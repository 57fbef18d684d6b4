"""Forms of the settings page."""

from django import forms

from accounts.models import Workspace


class WorkspaceForm(forms.ModelForm):
    """The workspace's name."""

    class Meta:
        model = Workspace
        fields = ("name",)
