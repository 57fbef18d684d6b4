"""From “Buy” to the page where it is paid: Stripe's Checkout, or the sandbox in which no money moves."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from accounts.models import User, Workspace
from avatarsite.errors import ProviderError, UserError
from billing import sandbox, stripe_checkout, stripe_gateway, stripe_sync, subscriptions
from billing.models import Plan, Product, Purchase, Subscription
from billing.offers import describe
from billing.sales import Channel, PurchaseStatus

MOST = 100  # of one product at a time
Address = Callable[[str, str], str]  # (name of the address, purchase code) -> the whole address


def channel() -> Channel | None:
    """How one can buy here; None where one can't."""
    if stripe_gateway.is_set_up():
        return Channel.STRIPE
    return Channel.SANDBOX if settings.SANDBOX_CHECKOUT else None


def the_channel() -> Channel:
    """The same; UserError("billing.no_checkout") where one can't."""
    found = channel()
    if found is None:
        raise UserError("billing.no_checkout")
    return found


def plan_for_sale(code: str) -> Plan:
    """UserError("billing.not_for_sale") for one that is unknown, taken from sale, or by contract."""
    plan = Plan.objects.filter(code=code, is_offered=True, price_cents__isnull=False).first()
    if plan is None:
        raise UserError("billing.not_for_sale")
    return plan


def product_for_sale(code: str) -> Product:
    """The same for what is bought once."""
    product = Product.objects.filter(code=code, is_offered=True).first()
    if product is None:
        raise UserError("billing.not_for_sale")
    return product


def buy_product(workspace: Workspace, actor: User, code: str, quantity: int, address: Address) -> str:
    """Where to pay. UserError("billing.bad_quantity", most=) and those of the checkout."""
    product, by = product_for_sale(code), the_channel()
    if not 1 <= quantity <= MOST:
        raise UserError("billing.bad_quantity", most=MOST)
    purchase = Purchase(
        workspace=workspace, actor=actor, channel=by, product=product, quantity=quantity,
        amount_cents=product.price_cents * quantity, currency=product.currency,
    )  # fmt: skip
    return _open(purchase, address)


def choose_plan(workspace: Workspace, actor: User, code: str, address: Address) -> str:
    """Onto another plan: where to pay, or empty when that is done.

    That is where a paid plan at Stripe moves up; and where it ends, or moves down, with its period.

    UserError("billing.plan_is_yours") and those of the checkout.
    """
    plan, by = plan_for_sale(code), the_channel()
    offer = describe(workspace, plan)
    ours = Subscription.objects.select_related("plan", "next_plan").get(workspace=workspace, kind=plan.kind)
    if offer.is_mine:
        raise UserError("billing.plan_is_yours", plan=plan.name)
    if offer.how == "leave":
        leave(ours, actor)
        return ""
    if offer.how == "down":
        _move_later(ours, plan, actor)
        return ""
    if offer.at_stripe:
        stripe_checkout.move(ours, plan)
        return ""
    purchase = Purchase(
        workspace=workspace, actor=actor, channel=by, plan=plan,
        amount_cents=plan.price_cents or 0, currency=plan.currency,
    )  # fmt: skip
    return _open(purchase, address)


def _open(purchase: Purchase, address: Address) -> str:
    if purchase.channel == Channel.SANDBOX:
        purchase.save()
        return address("billing_sandbox", purchase.code)
    return stripe_checkout.start(purchase, address)


def leave(ours: Subscription, actor: User) -> None:
    """The plan ends with its period. What is paid for can be used until then."""
    if stripe_checkout.is_live(ours):
        stripe_checkout.set_end(ours, ends=True)
        return
    _say_end(ours, actor, ends=True)


def _move_later(ours: Subscription, plan: Plan, actor: User) -> None:
    if stripe_checkout.is_live(ours):
        stripe_checkout.move_later(ours, plan, actor)
        return
    now = timezone.now()
    key = f"later:{ours.pk}:{now.isoformat()}"
    subscriptions.move_at_period_end(ours.workspace, plan, now, key=key, actor=actor)


def stay(ours: Subscription, actor: User) -> None:
    """After all, it does not."""
    if ours.next_plan is not None:
        _move_later(ours, ours.plan, actor)
        return
    if stripe_checkout.is_live(ours):
        stripe_checkout.set_end(ours, ends=False)
        return
    _say_end(ours, actor, ends=False)


def _say_end(ours: Subscription, actor: User, ends: bool) -> None:
    now = timezone.now()
    key = f"{'leave' if ends else 'stay'}:{ours.pk}:{now.isoformat()}"
    if ours.period_end is None and ends:
        subscriptions.end_plan(ours.workspace, ours.kind, now, key=key, actor=actor)
    else:
        subscriptions.end_at_period_end(ours.workspace, ours.kind, now, key=key, ends=ends, actor=actor)


def give_up(purchase: Purchase) -> None:
    """The customer came back without buying."""
    if purchase.status != PurchaseStatus.OPEN:
        return
    if purchase.channel == Channel.STRIPE:
        try:
            stripe_gateway.expire_session(purchase.session_id)
        except ProviderError:
            return  # it expires by itself, and Stripe says so
        stripe_sync.close([purchase.session_id], PurchaseStatus.GIVEN_UP, timezone.now())
    else:
        sandbox.give_up(purchase)
