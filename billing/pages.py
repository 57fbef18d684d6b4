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


class LongPaginator(Paginator):
    """Pages of very many rows, each about as fast as the first: only keys are skipped, and from the nearer end."""

    def page(self, number: Any) -> Page[Any]:
        """Of rows that are ordered by one or more plain columns."""
        number = self.validate_number(number)
        rows: Any = self.object_list
        start, end = (number - 1) * self.per_page, min(number * self.per_page, self.count)
        if start > self.count // 2:
            keys = list(rows.reverse().values_list("pk", flat=True)[self.count - end : self.count - start])
        else:
            keys = list(rows.values_list("pk", flat=True)[start:end])
        return Page(list(rows.filter(pk__in=keys)), number, self)


def page_of(request: HttpRequest, rows: QuerySet[Any], name: str = "page") -> Page[Any]:
    """The page that ?page= asks for; of a page that is not there, the nearest."""
    return LongPaginator(rows, PAGE).get_page(request.GET.get(name))


def period_of(request: HttpRequest) -> int:
    """?days= of the chart, 30 unless it is one of those that are offered."""
    given = request.GET.get("days", "")
    return int(given) if given in map(str, PERIODS) else 30


def sessions_of(visit: Visit) -> QuerySet[Meter]:
    """The newest first."""
    return Meter.objects.filter(workspace=visit.workspace).order_by("-started_at", "-pk")
