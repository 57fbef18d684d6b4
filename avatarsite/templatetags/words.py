"""How the pages put milliseconds, credits and reasons into words."""

from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django import template
from django.http import Http404, HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.access import current_workspace
from avatars.models import Avatar
from avatars.voices import languages
from avatarsite.messages import catalogue
from billing.balances import balance
from billing.units import MS_PER_CREDIT, NO_HUNDREDTHS

register = template.Library()

SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "krw": "₩", "jpy": "¥", "inr": "₹", "cny": "CN¥"}
SYMBOL_FIRST = {"en", "ko", "ja", "zh", "hi", "he", "th", "tr"}


@register.filter
def clock(ms: int) -> str:
    """125000 -> "2:05"; from an hour on "1:02:05"."""
    minutes, seconds = divmod(max(0, int(ms)) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def credits(ms: int) -> str:
    """Milliseconds as credits, never more than there are: two places, three below a tenth (credits.js has the same)."""
    exact = abs(Decimal(int(ms))) / MS_PER_CREDIT
    places = "0.01" if exact >= Decimal("0.1") else "0.001"
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
def money(cents: int, currency: str) -> str:
    """2900, "usd" -> "$29"; 2950 -> "$29.50"; 150000, "krw" -> "₩150,000"; where the language says so, "29,50 €"."""
    code = currency.lower()
    places = 0 if code in NO_HUNDREDTHS or cents % 100 == 0 else 2
    amount = Decimal(abs(cents)) / (1 if code in NO_HUNDREDTHS else 100)
    number, sign = number_format(amount, decimal_pos=places, force_grouping=True), "−" if cents < 0 else ""
    symbol = SYMBOLS.get(code, code.upper())
    if (get_language() or "en").partition("-")[0] not in SYMBOL_FIRST:
        return f"{sign}{number}\u00a0{symbol}"
    return f"{sign}{symbol}{number}" if code in SYMBOLS else f"{sign}{symbol}\u00a0{number}"


@register.filter
def moment(when: datetime | None) -> str:
    """A date with its time, in the site's time zone, as the language writes it; "–" for none."""
    if when is None:
        return "–"
    english = (get_language() or "en").startswith("en")
    return date_format(localtime(when), "j M Y, H:i" if english else "SHORT_DATETIME_FORMAT")


@register.filter
def day(when: datetime | date | None, short: bool = False) -> str:
    """The date alone; short: without the year."""
    if when is None:
        return "–"
    local = localtime(when) if isinstance(when, datetime) else when
    if not (get_language() or "en").startswith("en"):
        return date_format(local, "MONTH_DAY_FORMAT" if short else "SHORT_DATE_FORMAT")
    return date_format(local, "j M" if short else "j M Y")


@register.filter
def signed(number: int) -> str:
    """-61000 -> "−61,000"; 3 -> "+3"."""
    return f"{'−' if number < 0 else '+'}{number_format(abs(number), force_grouping=True)}"


@register.filter
def magnitude(number: int) -> int:
    """-1 -> 1: of which one says "slot", not "slots"."""
    return abs(number)


@register.filter
def grouped(number: int) -> str:
    """305000 -> "305,000"."""
    return number_format(number, force_grouping=True)


@register.filter
def why_ended(reason: str) -> str:
    """The sentence for a conversation's end reason; an unknown one says nothing wrong."""
    if not reason:
        return _("It is still running.")
    return str(catalogue().get(f"ended.{reason}", _("The conversation has ended.")))


@register.filter
def why_guest_ended(reason: str) -> str:
    """The same for the team of a guest's conversation; in neutral words, as it was not theirs."""
    return f"{short_reason(reason)}." if reason else why_ended(reason)


@register.filter
def short_reason(reason: str) -> str:
    """The same in a few words, for a table; nothing while it runs."""
    return str(catalogue().get(f"why.{reason}", "–"))


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
