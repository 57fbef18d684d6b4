"""Billing's pages to look at: what there is, what it went on, every session, every entry, every invoice.

Each has two addresses: a member's own workspace, and for staff any workspace by its code. visit says which.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.access import access_billing
from billing.balances import balance
from billing.chart import draw
from billing.models import MeterStatus, Plan, Subscription, Unit
from billing.pages import PERIODS, page_of, period_of, sessions_of, shared
from billing.slots import slots_left
from billing.standing import lapsing, standings
from billing.usage import usage

LATEST = 6


@login_required
@require_safe
def overview(request: HttpRequest, workspace_code: str = "") -> HttpResponse:
    """Template billing/overview.html.

    balance (ms, free_ms, credits, minutes, slots), lots (what is left, the soonest to lapse first: when, ms),
    slots_left (None: no limit), standings (billing.standing.Standing: each subscription with what is due),
    usage and chart of 30 days, running (does somebody talk now?), meters and entries (the latest), plans (all).
    """
    visit = access_billing(request, workspace_code)
    workspace = visit.workspace
    used = usage(workspace, 30)
    context = {
        **shared(visit, "overview"),
        "balance": balance(workspace),
        "lots": lapsing(workspace),
        "slots_left": slots_left(workspace),
        "standings": standings(workspace, timezone.now()),
        "subscriptions": Subscription.objects.filter(workspace=workspace).select_related("plan"),
        "plans": Plan.objects.all(),
        "usage": used,
        "chart": draw(used),
        "running": sessions_of(visit).filter(status=MeterStatus.OPEN).exists(),
        "meters": sessions_of(visit)[:LATEST],
        "entries": workspace.ledger.select_related("actor")[:LATEST],
    }
    return render(request, "billing/overview.html", context)


@login_required
@require_safe
def usage_page(request: HttpRequest, workspace_code: str = "") -> HttpResponse:
    """Template billing/usage.html: usage (days, subjects, ms, sessions), chart, days, periods. ?days= 7, 30 or 90."""
    visit = access_billing(request, workspace_code)
    days = period_of(request)
    used = usage(visit.workspace, days)
    context = {"usage": used, "chart": draw(used), "days": days, "periods": PERIODS}
    return render(request, "billing/usage.html", {**shared(visit, "usage"), **context})


@login_required
@require_safe
def sessions(request: HttpRequest, workspace_code: str = "") -> HttpResponse:
    """Template billing/sessions.html: meters (a page of Meter, the newest first)."""
    visit = access_billing(request, workspace_code)
    context = {"meters": page_of(request, sessions_of(visit))}
    return render(request, "billing/sessions.html", {**shared(visit, "sessions"), **context})


@login_required
@require_safe
def ledger(request: HttpRequest, workspace_code: str = "") -> HttpResponse:
    """Template billing/ledger.html: entries (a page of LedgerEntry, the newest first). ?unit= shows one of two."""
    visit = access_billing(request, workspace_code)
    unit = request.GET.get("unit", "")
    entries = visit.workspace.ledger.select_related("actor")
    if unit in Unit.values:
        entries = entries.filter(unit=unit)
    context = {"entries": page_of(request, entries), "unit": unit, "units": Unit}
    return render(request, "billing/ledger.html", {**shared(visit, "ledger"), **context})


@login_required
@require_safe
def invoices(request: HttpRequest, workspace_code: str = "") -> HttpResponse:
    """Template billing/invoices.html: invoices (a page)."""
    visit = access_billing(request, workspace_code)
    context = {"invoices": page_of(request, visit.workspace.invoices.all())}
    return render(request, "billing/invoices.html", {**shared(visit, "invoices"), **context})


@login_required
@require_safe
def invoice(request: HttpRequest, code: str, workspace_code: str = "") -> HttpResponse:
    """Template billing/invoice.html: one invoice, to print; Stripe's own page is linked from it."""
    visit = access_billing(request, workspace_code)
    found = get_object_or_404(visit.workspace.invoices, code=code)
    return render(request, "billing/invoice.html", {**shared(visit, "invoices"), "invoice": found})
