"""The forms of what is sold: plans and products of a sensible size, in a currency that is known."""

from typing import Any

from django import forms

from billing.models import Plan, Product
from billing.units import MS_PER_CREDIT, MS_PER_MINUTE, NO_HUNDREDTHS

# Those with thousandths are not here: the pages show two digits of a price, or none.
HUNDREDTHS = """
aed ars aud bam bdt bgn bob brl cad chf cny cop crc czk dkk dop egp eur gbp gel ghs gtq hkd hnl huf
idr ils inr kes kzt lkr mad mdl mkd mur mxn myr ngn nok nzd pen php pkr pln qar ron rsd sar sek sgd
thb try twd uah usd uyu uzs zar
"""
CURRENCIES = frozenset(HUNDREDTHS.split()) | NO_HUNDREDTHS
# The least and the most of each number, far from what the ledger can't count any more.
SLOTS = (0, 100_000)
TIME = (0, 1_000_000 * MS_PER_CREDIT)
SIZES = {
    "price_cents": (0, 100_000_000),
    "slots": SLOTS,
    "conversation_ms": TIME,
    "users": (1, 1_000_000),
    "session_limit_ms": (MS_PER_MINUTE, 60 * 24 * 30 * MS_PER_MINUTE),
}


class SoldForm(forms.ModelForm):
    """What plans and products have in common."""

    def clean(self) -> dict[str, Any]:
        """Numbers of a sensible size."""
        found = super().clean() or self.cleaned_data
        for name, (least, most) in self.sizes().items():
            value = found.get(name)
            if value is not None and not least <= value <= most:
                self.add_error(name, f"Give a number from {least:,} to {most:,}.")
        return found

    def sizes(self) -> dict[str, tuple[int, int]]:
        """The least and the most of each field."""
        return SIZES

    def clean_currency(self) -> str:
        """Three small letters that are a currency's."""
        code = self.cleaned_data["currency"].strip().lower()
        if code not in CURRENCIES:
            raise forms.ValidationError(
                "This is no currency that can be used here. Give its three letters, such as usd."
            )
        return code

    def clean_stripe_price(self) -> str:
        """One price, one thing."""
        name = self.cleaned_data["stripe_price"].strip()
        if name and not name.startswith("price_"):
            raise forms.ValidationError("Stripe's ids of prices begin with price_.")
        if name and self._is_taken(name):
            raise forms.ValidationError("Another plan or product has this price already.")
        return name

    def _is_taken(self, name: str) -> bool:
        for kind in (Plan, Product):
            others: Any = kind._default_manager.filter(stripe_price=name)
            if isinstance(self.instance, kind):
                others = others.exclude(pk=self.instance.pk)
            if others.exists():
                return True
        return False


class PlanForm(SoldForm):
    """A plan's."""

    def clean_is_default(self) -> bool:
        """There is always one of a kind: it is moved, not taken away."""
        wanted: bool = self.cleaned_data["is_default"]
        if not wanted and Plan.objects.filter(pk=self.instance.pk, is_default=True).exists():
            raise forms.ValidationError(
                "New workspaces start on this plan. Tick this on another one, and it takes its place."
            )
        return wanted


class ProductForm(SoldForm):
    """An add-on's."""

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Something, and not too much of it."""
        most = (SLOTS if self.cleaned_data.get("unit") == "slots" else TIME)[1]
        return {"price_cents": SIZES["price_cents"], "amount": (1, most)}
