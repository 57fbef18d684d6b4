"""How the staff's pages look: the site's accent, and a side bar in the order of the work."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

# The site's accent (#0b6b62) at eleven lightnesses: (lightness in %, chroma), hue 185.
SHADES = {
    50: (97.5, 0.014),
    100: (94, 0.03),
    200: (88, 0.055),
    300: (79, 0.08),
    400: (68, 0.095),
    500: (57, 0.09),
    600: (47.5, 0.082),
    700: (41, 0.07),
    800: (35, 0.058),
    900: (30, 0.048),
    950: (22, 0.036),
}

SECTIONS = [
    (_("Customers"), [("accounts_workspace", "workspaces"), ("accounts_user", "person")]),
    (
        _("Money"),
        [
            ("billing_ledgerentry", "receipt_long"),
            ("billing_meter", "timer"),
            ("billing_change", "history"),
            ("billing_purchase", "shopping_cart"),
            ("billing_invoice", "request_quote"),
            ("billing_stripeevent", "webhook"),
            ("billing_plan", "sell"),
            ("billing_product", "add_shopping_cart"),
        ],
    ),
    (
        _("Product"),
        [("avatars_avatar", "face"), ("projects_project", "folder"), ("conversations_conversation", "forum")],
    ),
]
TITLES = {
    "accounts_workspace": _("Workspaces"),
    "accounts_user": _("Users"),
    "billing_ledgerentry": _("Ledger"),
    "billing_meter": _("Meters"),
    "billing_change": _("Changes of plans"),
    "billing_purchase": _("Purchases"),
    "billing_invoice": _("Invoices"),
    "billing_stripeevent": _("Stripe's events"),
    "billing_plan": _("Plans"),
    "billing_product": _("Add-ons"),
    "avatars_avatar": _("Avatars"),
    "projects_project": _("Projects"),
    "conversations_conversation": _("Conversations"),
}


def link(page: str, icon: str) -> dict[str, Any]:
    """One line of the side bar."""
    return {"title": TITLES[page], "icon": icon, "link": reverse_lazy(f"admin:{page}_changelist")}


def theme(name: str) -> dict[str, Any]:
    """django-unfold's settings."""
    shades = {str(step): f"oklch({light}% {chroma} 185)" for step, (light, chroma) in SHADES.items()}
    navigation = [
        {"title": title, "separator": True, "items": [link(page, icon) for page, icon in pages]}
        for title, pages in SECTIONS
    ]
    return {
        "SITE_TITLE": name,
        "SITE_HEADER": name,
        "SITE_SYMBOL": "face",
        "COLORS": {"primary": shades},
        "SIDEBAR": {"show_search": True, "show_all_applications": True, "navigation": navigation},
    }
