"""How the pages put milliseconds, credits and reasons into words."""

from decimal import ROUND_DOWN, Decimal

from django import template
from django.http import Http404, HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import current_workspace
from avatars.models import Avatar
from avatars.voices import languages
from avatarsite.messages import catalogue
from billing.balances import balance
from billing.units import MS_PER_CREDIT

register = template.Library()


@register.filter
def clock(ms: int) -> str:
    """125000 -> "2:05"; from an hour on "1:02:05"."""
    minutes, seconds = divmod(max(0, int(ms)) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def credits(ms: int) -> str:
    """Milliseconds as credits, never more than there are: two places, three below a tenth, none from a hundred on."""
    exact = abs(Decimal(int(ms))) / MS_PER_CREDIT
    places = "1" if exact >= 100 else "0.01" if exact >= Decimal("0.1") else "0.001"
    text = f"{exact.quantize(Decimal(places), ROUND_DOWN):f}"
    return number_format(text.rstrip("0").rstrip(".") if "." in text else text, force_grouping=True)


@register.filter
def signed_credits(ms: int) -> str:
    """As credits, with + or −."""
    return f"{'−' if int(ms) < 0 else '+'}{credits(ms)}"


@register.filter
def spoken_time(ms: int) -> str:
    """7_500_000 -> "2 hours 5 minutes"; below a minute in seconds."""
    seconds = max(0, int(ms)) // 1000
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if not hours and not minutes:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    hour_words = ngettext("%(n)s hour", "%(n)s hours", hours) % {
        "n": number_format(hours, force_grouping=True)
    }
    minute_words = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return " ".join(([hour_words] if hours else []) + ([minute_words] if minutes else []))


@register.filter
def language(code: str) -> str:
    """ "ko" -> "Korean"; a code that no voice speaks stays as it is."""
    return next((known.name for known in languages() if known.code == code), code)


@register.filter
def dollars(cents: int) -> str:
    """2900 -> "29"; 2950 -> "29.50"."""
    return number_format(Decimal(cents) / 100, decimal_pos=2 if cents % 100 else 0, force_grouping=True)


@register.filter
def why_ended(reason: str) -> str:
    """The sentence for a conversation's end reason; an unknown one says nothing wrong."""
    if not reason:
        return _("It is still running.")
    return str(catalogue().get(f"ended.{reason}", _("The conversation has ended.")))


@register.simple_tag(takes_context=True)
def ms_left(context: template.Context) -> int | None:
    """What the visitor's workspace still has, for the header; None for who has no workspace."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.user.is_authenticated:
        return None
    try:
        return balance(current_workspace(request)).ms
    except Http404:
        return None


@register.simple_tag
def sample_faces() -> list[Avatar]:
    """The samples that look at who logs in or has nothing yet, three at most."""
    return list(Avatar.objects.samples().active()[:3])
