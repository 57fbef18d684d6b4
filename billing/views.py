"""The billing page."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import current_workspace
from billing.balances import balance
from billing.models import Meter, Plan, Subscription

PAGE = 50


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Template billing/overview.html.

    balance (ms, free_ms, credits, minutes, slots), subscriptions (each .kind .plan .users .session_limit_ms),
    plans (all, by kind), meters (a page of sessions: key = conversation code, started_at, settled_at, end_reason,
    settled_ms, status), entries (a page of LedgerEntry: unit, amount, balance_after, reason, created_at).
    ?page= pages the ledger, ?sessions= the sessions.
    """
    workspace = current_workspace(request)
    meters = Meter.objects.filter(workspace=workspace).order_by("-pk")
    context = {
        "balance": balance(workspace),
        "subscriptions": Subscription.objects.filter(workspace=workspace).select_related("plan"),
        "plans": Plan.objects.all(),
        "meters": Paginator(meters, PAGE).get_page(request.GET.get("sessions")),
        "entries": Paginator(workspace.ledger.all(), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "billing/overview.html", context)
