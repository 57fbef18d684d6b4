"""What staff fill in to give something."""

from django import forms
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget


class GrantForm(forms.Form):
    """How much, and why."""

    credits = forms.DecimalField(
        min_value=0, max_digits=12, decimal_places=5, initial=0, widget=UnfoldAdminTextInputWidget()
    )
    slots = forms.IntegerField(min_value=0, initial=0, widget=UnfoldAdminIntegerFieldWidget())
    users = forms.IntegerField(
        min_value=1,
        required=False,
        help_text="At a time, by contract.",
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    reason = forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget())
