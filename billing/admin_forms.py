"""What staff fill in: what to give, what to agree on, why an entry is taken back."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.admin import ModelAdmin
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import User
from billing.agreements import TERMS
from billing.models import Kind, Plan

MOST_CREDITS, MOST_SLOTS = 1_000_000, 100_000


class ReasonForm(forms.Form):
    """Why. Who is known."""

    reason = forms.CharField(
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text="Kept with your name; the customer sees it.",
    )


class GrantForm(ReasonForm):
    """How much, and why; less than nothing corrects what was too much."""

    credits = forms.DecimalField(
        min_value=-MOST_CREDITS, max_value=MOST_CREDITS, max_digits=12, decimal_places=5, initial=0,
        widget=UnfoldAdminTextInputWidget(), help_text="With a minus in front: taken back, the last given first.",
    )  # fmt: skip
    slots = forms.IntegerField(
        min_value=-MOST_SLOTS, max_value=MOST_SLOTS, initial=0, widget=UnfoldAdminIntegerFieldWidget(),
        help_text="With a minus: taken back. The plan’s own stay.",
    )  # fmt: skip
    users = forms.IntegerField(
        min_value=1,
        required=False,
        help_text="At a time, by contract.",
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    field_order = ("credits", "slots", "users", "reason")


class ContractForm(ReasonForm):
    """The plans of one customer and what counts in place of the conversation plan's terms. Empty: the plan's own."""

    conversation = forms.ModelChoiceField(
        Plan.objects.filter(kind=Kind.CONVERSATION),
        label="Conversation plan",
        widget=UnfoldAdminSelectWidget(),
        help_text="Another one ends the terms below: those that you don’t type anew become the plan’s own.",
    )
    creation = forms.ModelChoiceField(
        Plan.objects.filter(kind=Kind.CREATION),
        label="Avatar creation plan",
        widget=UnfoldAdminSelectWidget(),
    )
    credits = forms.DecimalField(
        min_value=0, max_digits=12, decimal_places=5, required=False, label="Credits each month",
        widget=UnfoldAdminDecimalFieldWidget(), help_text="The first month's at once. Empty: the plan's own.",
    )  # fmt: skip
    users = forms.IntegerField(
        min_value=1, required=False, label="Users at a time", widget=UnfoldAdminIntegerFieldWidget()
    )
    session_minutes = forms.IntegerField(
        min_value=1,
        required=False,
        label="Longest conversation, minutes",
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    price = forms.DecimalField(
        min_value=0, max_digits=9, decimal_places=2, required=False, label="Price a month",
        widget=UnfoldAdminDecimalFieldWidget(), help_text="In the plan's currency. For the pages: you send the bill.",
    )  # fmt: skip
    field_order = ("conversation", "creation", "credits", "users", "session_minutes", "price", "reason")

    def clean(self) -> dict[str, Any]:
        """Terms that stand there from the plan before are not meant for another one."""
        found = super().clean() or self.cleaned_data
        if "conversation" in self.changed_data:
            found.update({name: None for name in TERMS if name not in self.changed_data})
        return found


def staff_of(request: HttpRequest) -> User:
    """Who acts."""
    return cast(User, request.user)


def ask(
    page: ModelAdmin, request: HttpRequest, form: forms.Form, title: str, button: str, words: str, back: str
) -> HttpResponse:
    """Template admin/ask.html: the page of an action that needs a form."""
    context: dict[str, Any] = {"form": form, "title": title, "button": button, "words": words, "back": back}
    return render(request, "admin/ask.html", {**page.admin_site.each_context(request), **context})


def allowed(page: ModelAdmin, request: HttpRequest, permission: str) -> None:
    """PermissionDenied unless the member of staff has it."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
