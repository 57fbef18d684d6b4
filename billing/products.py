"""The add-ons that an installation begins with. Staff edit the rows afterwards; these only fill an empty table."""

from typing import Any

from billing.units import MS_PER_CREDIT

SLOTS = "slots"
CONVERSATION_MS = "conversation_ms"

# The product has not named these prices: placeholders for staff.
PRODUCTS: list[dict[str, Any]] = [
    {"code": "slot", "name": "One more avatar", "unit": SLOTS, "amount": 1, "price_cents": 1200},
    {"code": "slots-5", "name": "Five more avatars", "unit": SLOTS, "amount": 5, "price_cents": 5000},
    {"code": "credits-10", "name": "10 credits", "amount": 10 * MS_PER_CREDIT, "price_cents": 1200},
    {"code": "credits-50", "name": "50 credits", "amount": 50 * MS_PER_CREDIT, "price_cents": 5500},
    {"code": "credits-200", "name": "200 credits", "amount": 200 * MS_PER_CREDIT, "price_cents": 20000},
]


def seed(product_model: Any) -> None:
    """Put the products in, if the table is empty. `product_model`: Product, also as a migration sees it."""
    if not product_model.objects.exists():
        product_model.objects.bulk_create(
            product_model(position=position, **{"unit": CONVERSATION_MS, **product})
            for position, product in enumerate(PRODUCTS)
        )
