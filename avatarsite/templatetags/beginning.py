"""What a new workspace begins with, as the pages promise it: staff may change the plan."""

from django import template
from django.utils.translation import ngettext

from avatarsite.templatetags.words import credits
from billing.models import Kind, Plan
from billing.units import MS_PER_CREDIT

register = template.Library()


@register.simple_tag
def beginning_ms() -> int:
    """The conversation time of the plan that workspaces start on."""
    plan = Plan.objects.filter(kind=Kind.CONVERSATION, is_default=True).first()
    return plan.conversation_ms if plan else 0


@register.filter
def credit_words(ms: int) -> str:
    """300000 -> "1 credit"; 750000 -> "2.5 credits"."""
    words = ngettext("%(credits)s credit", "%(credits)s credits", 1 if ms == MS_PER_CREDIT else 2)
    return words % {"credits": credits(ms)}
