"""Money that went back to the customer at Stripe: what it bought goes back, too, as far as it was not used.

Told by what is true now (the sum given back, the disputes that are open or lost), not by single events: so a late or
repeated one changes nothing, a second partial refund takes the difference, and a dispute that was won gives it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from accounts.models import Workspace
from avatarsite.errors import UserError
from billing import stripe_sync
from billing.ledger import append, locked_account
from billing.models import Account, Cause, Invoice, LedgerEntry, Lot, Unit
from billing.stripe_sync import Json, moment

# Disputes in which the bank has taken the money; inquiries and those that ended well have not.
TAKEN = ("needs_response", "under_review", "lost")


@dataclass(frozen=True)
class Reversal:
    """One payment: what was paid, refunded and disputed, in hundredths; what it was for."""

    charge: Json
    disputes: list[Json]
    sale: Json | None

    @property
    def disputed_cents(self) -> int:
        """What banks hold."""
        return sum(one["amount"] for one in self.disputes if one["status"] in TAKEN)

    @property
    def lost_cents(self) -> int:
        """What we don't have any more, never more than was paid."""
        return min(int(self.charge["amount"]), int(self.charge["amount_refunded"]) + self.disputed_cents)


def follow(workspace: Workspace, reversal: Reversal) -> str:
    """Bring the ledger and our copy of the invoice to it. Returns what staff should look at, or nothing.

    UserError("billing.refund_too_early") before its purchase was heard of: Stripe says it again then.
    """
    sale, charge = reversal.sale, reversal.charge
    if sale is None:
        return "Nothing of ours was found that this payment was for. Take it back by hand, if it was for something."
    _note_on_invoice(sale, reversal)
    account = locked_account(workspace.pk)
    word = "Disputed" if reversal.disputed_cents else "Refunded"
    short = [
        _adjust(account, entry, entry.amount * reversal.lost_cents // int(charge["amount"]), word)
        for entry in _given_by(workspace, sale)
    ]
    notes = ["A bank took money back: answer the dispute at Stripe."] if reversal.disputed_cents else []
    notes += [one for one in short if one]
    return " ".join(notes)


def _given_by(workspace: Workspace, sale: Json) -> Iterable[LedgerEntry]:
    """The entries of a purchase; of a month's invoice those of its included time. A plan's slots stay with the plan."""
    if sale["object"] == "checkout.session":
        key = f"bought:{sale['id'][-80:]}:"
        bought = list(LedgerEntry.objects.filter(workspace=workspace, key__startswith=key))
        if not bought:
            raise UserError("billing.refund_too_early")
        return bought
    period = stripe_sync.full_period(sale)
    if period is None:
        return []
    lots = Lot.objects.filter(
        workspace=workspace, lapses_at=moment(period["end"]), entry__cause=Cause.INCLUDED
    )
    return [lot.entry for lot in lots.select_related("entry") if lot.entry is not None]


def _adjust(account: Account, entry: LedgerEntry, wanted: int, word: str) -> str:
    """So much of an entry shall be taken back: take the difference, or give it back. What is used or held stays."""
    before = LedgerEntry.objects.filter(key__startswith=f"refund:{entry.pk}:")
    taken = -(before.aggregate(sum=Sum("amount"))["sum"] or 0)
    if LedgerEntry.objects.filter(key=f"back:{entry.pk}").exists():
        return ""  # staff took all of it back before
    lot = Lot.objects.filter(entry=entry).first()
    change = min(wanted - taken, _free(account, entry, lot))
    if change:
        append(
            account, Unit(entry.unit), -change, key=f"refund:{entry.pk}:{before.count()}", lot=lot,
            cause=Cause.TAKEN_BACK if change > 0 else Cause.BOUGHT, lapses_at=lot.lapses_at if lot else None,
            reason=f"{word} at Stripe: {entry.reason}" if change > 0 else f"Dispute was won: {entry.reason}",
        )  # fmt: skip
    missing = wanted - taken - change
    what = "slots" if entry.unit == Unit.SLOTS else "ms"
    return (
        f"{missing:,} of {wanted:,} {what} were used already, or are in use, and stay." if missing > 0 else ""
    )


def _free(account: Account, entry: LedgerEntry, lot: Lot | None) -> int:
    if entry.unit == Unit.SLOTS:
        return max(0, account.slots - account.plan_slots)
    return min(lot.left_ms if lot else 0, account.conversation_ms - account.held_ms)


def _note_on_invoice(sale: Json, reversal: Reversal) -> None:
    """What the customer reads on it."""
    invoice_id = sale["id"] if sale["object"] == "invoice" else sale.get("invoice")
    if invoice_id:
        refunded = int(reversal.charge["amount_refunded"])
        Invoice.objects.filter(external_id=invoice_id).update(refunded_cents=refunded)
