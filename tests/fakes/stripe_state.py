"""What the fake Stripe remembers: customers, prices, Checkout sessions, subscriptions, invoices, portal sessions.

Shapes follow the API version that the `stripe` package pins: a period lies on a subscription's item, an invoice
names its subscription under `parent`, an invoice's line its price under `pricing`. `clock` is the fake's own time
in seconds; the test moves it. Each change appends the events that Stripe would send.
"""

import copy
import time
from dataclasses import dataclass, field
from typing import Any

MONTH_S = 30 * 24 * 3600
Json = dict[str, Any]


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, code: str, message: str, param: str = "") -> None:
        super().__init__(message)
        kind = "card_error" if status == 402 else "invalid_request_error"
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": message, "param": param}}


@dataclass
class StripeState:
    """One Stripe account."""

    clock: int = field(default_factory=lambda: int(time.time()) + 10)  # after all that the test did before
    objects: dict[str, Json] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    declines: bool = False  # does the customer's card refuse?
    count: int = 0

    def new(self, prefix: str, kind: str, **values: Any) -> Json:
        """One more object, with an id of its own."""
        self.count += 1
        made = {
            "id": f"{prefix}_{self.count:06}",
            "object": kind,
            "created": self.clock,
            "livemode": False,
            **values,
        }
        self.objects[made["id"]] = made
        return made

    def get(self, given: str, kind: str) -> Json:
        """The object of that id and kind. Refused as Stripe does, without one."""
        found = self.objects.get(given)
        if found is None or found["object"] != kind:
            raise Refused(404, "resource_missing", f"No such {kind}: '{given}'", "id")
        return found

    def all(self, kind: str, **wanted: Any) -> list[Json]:
        """The newest first."""
        rows = [one for one in self.objects.values() if one["object"] == kind]
        return [
            row for row in reversed(rows) if all(row.get(name) == value for name, value in wanted.items())
        ]

    def emit(self, kind: str, about: Json) -> Json:
        """The event, with the object as it is now."""
        event = self.new(
            "evt", "event", type=kind, data={"object": copy.deepcopy(about)}, api_version="2026-10-28.endive"
        )
        self.events.append(event)
        return event

    def add_price(
        self, name: str, cents: int, currency: str = "usd", monthly: bool = True, active: bool = True
    ) -> str:
        """As staff would in Stripe's dashboard. Returns the id."""
        price: Json = {
            "id": f"price_{name}",
            "object": "price",
            "created": self.clock,
            "livemode": False,
            "active": active,
        }
        price |= {"currency": currency, "unit_amount": cents, "product": f"prod_{name}"}
        price |= {"type": "recurring" if monthly else "one_time"}
        price |= {"recurring": {"interval": "month", "interval_count": 1} if monthly else None}
        self.objects[f"price_{name}"] = price
        return f"price_{name}"

    def line(
        self,
        price: Json,
        quantity: int,
        start: int,
        end: int,
        proration: bool = False,
        amount: int | None = None,
    ) -> Json:
        """One line of an invoice."""
        cents = price["unit_amount"] * quantity if amount is None else amount
        details = {"subscription_item_details": {"proration": proration}, "type": "subscription_item_details"}
        pricing = {
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
        }
        text = f"{quantity} × {price['product']}"
        return self.new(
            "il", "line_item", amount=cents, currency=price["currency"], quantity=quantity, description=text,
            period={"start": start, "end": end}, parent=details, pricing=pricing,
        )  # fmt: skip

    def bill(self, customer: str, lines: list[Json], subscription: str | None, reason: str) -> Json:
        """An open invoice, that was sent to the card at once: paid, or open when the card declines."""
        total = sum(line["amount"] for line in lines)
        parent = {
            "type": "subscription_details",
            "subscription_details": {"subscription": subscription, "metadata": {}},
        }
        invoice = self.new(
            "in", "invoice", customer=customer, currency=lines[0]["currency"], total=total, amount_due=total,
            amount_paid=0, status="open", billing_reason=reason, parent=parent if subscription else None,
            lines=self.listed(lines), period_start=self.clock, period_end=self.clock,
            number=f"FAKE-{self.count:04}", description=None, effective_at=self.clock,
        )  # fmt: skip
        invoice |= {"hosted_invoice_url": f"https://invoice.example/{invoice['id']}"}
        invoice |= {"invoice_pdf": f"https://invoice.example/{invoice['id']}/pdf"}
        for step in ("invoice.created", "invoice.finalized"):
            self.emit(step, invoice)
        self.charge(invoice)
        return invoice

    def charge(self, invoice: Json) -> bool:
        """Try the card once. Was it paid?"""
        if self.declines:
            self.emit("invoice.payment_failed", invoice)
            return False
        invoice |= {"status": "paid", "amount_paid": invoice["total"]}
        self.take(invoice)
        for step in ("invoice.paid", "invoice.payment_succeeded"):
            self.emit(step, invoice)
        return True

    def take(self, invoice: Json) -> Json:
        """The payment of an invoice: its intent's id, the charge, and the row that ties them."""
        intent = f"pi_{invoice['id']}"
        payment = {"type": "payment_intent", "payment_intent": intent}
        self.new("inpay", "invoice_payment", invoice=invoice["id"], payment=payment, status="paid")
        return self.new(
            "ch", "charge", customer=invoice["customer"], amount=invoice["total"], amount_refunded=0, refunded=False,
            currency=invoice["currency"], payment_intent=intent, disputed=False,
        )  # fmt: skip

    # What staff do in Stripe's dashboard, and banks.

    def refund(self, charge_id: str, cents: int) -> None:
        """So much more of a payment goes back."""
        charge = self.get(charge_id, "charge")
        charge["amount_refunded"] += cents
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.emit("charge.refunded", charge)

    def dispute(self, charge_id: str, status: str = "needs_response") -> str:
        """A bank takes all of a payment back, or asks about it. The dispute's id."""
        charge = self.get(charge_id, "charge")
        charge["disputed"] = True
        made = self.new(
            "du", "dispute", charge=charge_id, amount=charge["amount"], status=status,
            payment_intent=charge["payment_intent"],
        )  # fmt: skip
        self.emit("charge.dispute.created", made)
        return str(made["id"])

    def close_dispute(self, dispute_id: str, status: str) -> None:
        """won or lost."""
        dispute = self.get(dispute_id, "dispute")
        dispute["status"] = status
        self.emit("charge.dispute.closed", dispute)

    def listed(self, rows: list[Json], url: str = "/v1/list") -> Json:
        """Stripe's list object."""
        return {"object": "list", "data": rows, "has_more": False, "url": url}

    # What customers do on Stripe's pages.

    def pay(self, session_id: str, delayed: bool = False) -> Json:
        """The customer pays at Checkout. `delayed`: a bank transfer, whose money comes later (`arrive`)."""
        session = self.get(session_id, "checkout.session")
        if session["status"] != "open":
            raise Refused(400, "session_not_open", "This session is not open any more.")
        session |= {"status": "complete", "payment_status": "unpaid" if delayed else "paid"}
        if session["mode"] == "subscription":
            self.subscribe(session)
        elif not delayed and session["invoice_creation"]["enabled"]:
            self.bill_once(session)
        self.emit("checkout.session.completed", session)
        return session

    def arrive(self, session_id: str, fails: bool = False) -> None:
        """A delayed payment comes in, or fails."""
        session = self.get(session_id, "checkout.session")
        if not fails:
            session["payment_status"] = "paid"
            self.bill_once(session)
        self.emit(f"checkout.session.async_payment_{'failed' if fails else 'succeeded'}", session)

    def bill_once(self, session: Json) -> None:
        """The invoice of a single payment."""
        items = session["line_items"]["data"]
        lines = [self.line(item["price"], item["quantity"], self.clock, self.clock) for item in items]
        session["invoice"] = self.bill(session["customer"], lines, None, "manual")["id"]
        session["payment_intent"] = f"pi_{session['invoice']}"

    def subscribe(self, session: Json) -> Json:
        """The subscription that a session makes, with its first invoice."""
        price = session["line_items"]["data"][0]["price"]
        made = self.new(
            "sub", "subscription", customer=session["customer"], status="incomplete", currency=price["currency"],
            metadata=dict(session["subscription_data"].get("metadata", {})), cancel_at_period_end=False,
            start_date=self.clock, canceled_at=None, ended_at=None, cancel_at=None,
        )  # fmt: skip
        item = self.new("si", "subscription_item", price=price, quantity=1, subscription=made["id"])
        made["items"] = self.listed([item])
        session["subscription"] = made["id"]
        self.emit("customer.subscription.created", made)
        self.begin_period(made, "subscription_create")
        return made

    def begin_period(self, subscription: Json, reason: str) -> bool:
        """A new month and its invoice. Was it paid?"""
        item = subscription["items"]["data"][0]
        item |= {"current_period_start": self.clock, "current_period_end": self.clock + MONTH_S}
        lines = [self.line(item["price"], 1, self.clock, self.clock + MONTH_S)]
        invoice = self.bill(subscription["customer"], lines, subscription["id"], reason)
        subscription |= {"latest_invoice": invoice["id"]}
        self.settle(subscription, invoice)
        return bool(invoice["status"] == "paid")

    def settle(self, subscription: Json, invoice: Json) -> None:
        """The subscription's status after its invoice."""
        first = subscription["status"] == "incomplete"
        paid = invoice["status"] == "paid"
        subscription["status"] = "active" if paid else "incomplete" if first else "past_due"
        self.emit("customer.subscription.updated", subscription)

    def renew(self, subscription_id: str) -> bool:
        """The period ends: the next one begins, or the subscription ends where that was asked for. Was it paid?"""
        subscription = self.get(subscription_id, "subscription")
        self.clock = max(self.clock, subscription["items"]["data"][0]["current_period_end"])
        if subscription["cancel_at_period_end"]:
            self.end(subscription_id)
            return False
        return self.begin_period(subscription, "subscription_cycle")

    def retry(self, subscription_id: str) -> bool:
        """Stripe tries the card again. Was it paid?"""
        subscription = self.get(subscription_id, "subscription")
        invoice = self.get(subscription["latest_invoice"], "invoice")
        if invoice["status"] == "open":
            self.charge(invoice)
            self.settle(subscription, invoice)
        return bool(invoice["status"] == "paid")

    def end(self, subscription_id: str) -> Json:
        """The subscription is over, at once."""
        subscription = self.get(subscription_id, "subscription")
        subscription |= {"status": "canceled", "ended_at": self.clock, "canceled_at": self.clock}
        self.emit("customer.subscription.deleted", subscription)
        return subscription
