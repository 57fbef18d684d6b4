"""What all of billing's pages share: the tabs, the periods of the chart, and who looks at whose."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from billing.access import Visit
from billing.models import Meter

PAGE = 50
PERIODS = (7, 30, 90)
TABS = (
    ("overview", _("Overview")),
    ("plans", _("Plans and add-ons")),
    ("usage", _("Usage")),
    ("sessions", _("Conversations")),
    ("ledger", _("Ledger")),
    ("invoices", _("Invoices")),
)


def shared(visit: Visit, tab: str) -> dict[str, Any]:
    """visit, and tabs: (title, address, is it this one?). Staff who look don't choose plans."""
    shown = [(name, title) for name, title in TABS if not (visit.as_staff and name == "plans")]
    tabs = [(title, visit.address(f"billing_{name}"), name == tab) for name, title in shown]
    names = [*(name for name, _title in shown), "usage_csv", "sessions_csv", "ledger_csv"]
    links = {name: visit.address(f"billing_{name}") for name in names}
    return {"visit": visit, "workspace": visit.workspace, "tabs": tabs, "links": links}


def page_of(request: HttpRequest, rows: QuerySet[Any], name: str = "page") -> Page[Any]:
    """The page that ?page= asks for; of a page that is not there, the nearest."""
    return Paginator(rows, PAGE).get_page(request.GET.get(name))


def period_of(request: HttpRequest) -> int:
    """?days= of the chart, 30 unless it is one of those that are offered."""
    given = request.GET.get("days", "")
    return int(given) if given in map(str, PERIODS) else 30


def sessions_of(visit: Visit) -> QuerySet[Meter]:
    """The newest first."""
    return Meter.objects.filter(workspace=visit.workspace).order_by("-started_at", "-pk")
