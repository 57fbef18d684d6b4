"""Billing's pages to act on: choose a plan, buy an add-on, the sandbox's checkout, the way back, payment details."""

from typing import Any

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Workspace
from avatarsite.errors import ProviderError, UserError
from avatarsite.messages import sentence
from billing import checkout, sandbox, stripe_checkout
from billing.access import access_billing, access_buying
from billing.checkout import Address
from billing.models import Kind, Plan, Product, Purchase, Subscription
from billing.offers import Offer, describe, offers
from billing.pages import shared
from billing.sales import Channel, PurchaseStatus
from billing.standing import standings

log = structlog.get_logger(__name__)


def addresses(request: HttpRequest) -> Address:
    """Whole addresses of this site, for Stripe to send the customer back to."""
    return lambda name, code: request.build_absolute_uri(reverse(name, args=(code,)))


def go_wrong(request: HttpRequest, error: Exception, back: str = "billing_plans") -> HttpResponse:
    """Say what happened, where the customer came from. Other exceptions go on."""
    if isinstance(error, ProviderError):
        log.warning("stripe_failed", category=error.category, detail=error.detail)
        error = UserError("billing.stripe_silent")
    if not isinstance(error, UserError):
        raise error
    messages.error(request, sentence(error))
    return redirect(back)


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Template billing/plans.html: offers (billing.offers.Offer by kind: conversation, creation), products (by unit),
    standings, channel (stripe, sandbox or None), quantities.
    """
    visit = access_billing(request)
    products = Product.objects.filter(is_offered=True)
    context = {
        "conversation": offers(visit.workspace, Kind.CONVERSATION),
        "creation": offers(visit.workspace, Kind.CREATION),
        "slots": [product for product in products if product.unit == "slots"],
        "packs": [product for product in products if product.unit == "conversation_ms"],
        "standings": standings(visit.workspace, timezone.now()),
        "channel": checkout.channel(),
        "quantities": range(1, 11),
    }
    return render(request, "billing/plans.html", {**shared(visit, "plans"), **context})


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Template billing/choose.html: offer (what changes, what it costs, when). POST chooses it: on to the checkout."""
    visit = access_buying(request)
    try:
        plan = checkout.plan_for_sale(code)
        offer = describe(visit.workspace, plan)
        if offer.is_mine:
            raise UserError("billing.plan_is_yours", plan=plan.name)
        if request.method == "POST":
            where = checkout.choose_plan(visit.workspace, visit.user, code, addresses(request))
            return redirect(where) if where else _changed(request, visit.workspace, plan)
    except (UserError, ProviderError) as error:
        return go_wrong(request, error)
    context = {"offer": offer, "channel": checkout.channel()}
    return render(request, "billing/choose.html", {**shared(visit, "plans"), **context})


def _changed(request: HttpRequest, workspace: Workspace, plan: Plan) -> HttpResponse:
    ours = Subscription.objects.get(workspace=workspace, kind=plan.kind)
    if ours.next_plan is not None:
        text = _("%(plan)s goes on until the end of its month; then you are on %(next)s.")
    elif ours.ends_at_period_end and ours.period_end:
        text = _("%(plan)s goes on until the end of its month, and is not renewed.")
    else:
        text = _("You are on %(plan)s now.")
    names = {"plan": ours.plan.name, "next": ours.next_plan.name if ours.next_plan else ""}
    messages.success(request, text % names)
    return redirect("billing_plans")


@login_required
@require_POST
def keep(request: HttpRequest, kind: str) -> HttpResponse:
    """POST: a plan that was to end with its period goes on."""
    visit = access_buying(request)
    ours = get_object_or_404(Subscription, workspace=visit.workspace, kind=kind)
    try:
        checkout.stay(ours, visit.user)
    except (UserError, ProviderError) as error:
        return go_wrong(request, error)
    messages.success(request, _("%(plan)s goes on.") % {"plan": ours.plan.name})
    return redirect("billing_plans")


@login_required
@require_POST
def buy(request: HttpRequest) -> HttpResponse:
    """POST product, quantity: on to the checkout."""
    visit = access_buying(request)
    given = request.POST.get("quantity", "1")
    quantity = int(given) if given.isdecimal() and len(given) < 5 else 0
    try:
        return redirect(
            checkout.buy_product(
                visit.workspace, visit.user, request.POST.get("product", ""), quantity, addresses(request)
            )
        )
    except (UserError, ProviderError) as error:
        return go_wrong(request, error)


@login_required
@require_http_methods(["GET", "POST"])
def sandbox_checkout(request: HttpRequest, code: str) -> HttpResponse:
    """Template billing/sandbox.html: purchase, offer (for a plan). It says plainly that no money moves. POST buys."""
    visit = access_buying(request)
    purchase = get_object_or_404(Purchase, workspace=visit.workspace, code=code, channel=Channel.SANDBOX)
    if checkout.channel() != Channel.SANDBOX:
        return go_wrong(request, UserError("billing.no_checkout"))
    if request.method == "POST":
        try:
            sandbox.pay(purchase, visit.user)
        except UserError as error:
            return go_wrong(request, error)
        return redirect("billing_return", code)
    if purchase.status != PurchaseStatus.OPEN:
        return redirect("billing_return", code)
    offer: Offer | None = describe(visit.workspace, purchase.plan) if purchase.plan else None
    context: dict[str, Any] = {"purchase": purchase, "offer": offer}
    return render(request, "billing/sandbox.html", {**shared(visit, "plans"), **context})


@login_required
@require_safe
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """From the checkout: what was bought is there, or its payment is on its way."""
    visit = access_buying(request)
    purchase = get_object_or_404(Purchase, workspace=visit.workspace, code=code)
    if purchase.status == PurchaseStatus.OPEN and purchase.channel == Channel.STRIPE:
        try:
            purchase = stripe_checkout.confirm(purchase)
        except (UserError, ProviderError) as error:
            log.warning("return_not_confirmed", why=str(error))  # the webhook will say
    if purchase.status == PurchaseStatus.PAID:
        messages.success(request, _("Thank you. This is yours now: %(what)s.") % {"what": purchase.title})
        return redirect("billing_overview")
    if purchase.status == PurchaseStatus.GIVEN_UP:
        return go_wrong(request, UserError("billing.purchase_over"))
    messages.info(request, _("Your payment is on its way. This page shows it as soon as it has arrived."))
    return redirect("billing_overview")


@login_required
@require_http_methods(["GET", "POST"])
def cancelled(request: HttpRequest, code: str) -> HttpResponse:
    """Back from the checkout without buying."""
    visit = access_buying(request)
    purchase = get_object_or_404(Purchase, workspace=visit.workspace, code=code)
    checkout.give_up(purchase)
    messages.info(request, _("Nothing was bought."))
    return redirect("billing_plans")


@login_required
@require_POST
def portal(request: HttpRequest) -> HttpResponse:
    """POST: on to Stripe's page for the card, the address on the invoice, and the invoices."""
    visit = access_buying(request)
    back = request.build_absolute_uri(reverse("billing_overview"))
    try:
        return redirect(stripe_checkout.portal(visit.workspace, back))
    except (UserError, ProviderError) as error:
        return go_wrong(request, error, "billing_overview")
