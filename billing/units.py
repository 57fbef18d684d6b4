"""The units of time, slots and money, and how a person reads them. 1 credit is five minutes of conversation."""

from decimal import Decimal

from avatarsite.errors import UserError

MS_PER_CREDIT = 300_000
MS_PER_MINUTE = 60_000
# Currencies whose amounts are whole ones.
NO_HUNDREDTHS = frozenset({
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf",
})  # fmt: skip


def ms_of_credits(credits: Decimal | int | str) -> int:
    """Credits as whole milliseconds; UserError("billing.too_fine") when they don't make whole ones."""
    exact = Decimal(credits) * MS_PER_CREDIT
    if exact != exact.to_integral_value():
        raise UserError("billing.too_fine")
    return int(exact)


def credits_of_ms(ms: int) -> Decimal:
    """Milliseconds as credits, exactly."""
    return Decimal(ms) / MS_PER_CREDIT
