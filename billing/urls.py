"""Addresses of the billing app."""

from django.urls import URLPattern, path

from billing import buying, csv_files, views, webhooks


def looked_at(prefix: str = "", names: str = "") -> list[URLPattern]:
    """The pages to look at; with a prefix, the same for staff."""
    return [
        path(f"{prefix}", views.overview, name=f"{names}billing_overview"),
        path(f"{prefix}usage/", views.usage_page, name=f"{names}billing_usage"),
        path(f"{prefix}usage.csv", csv_files.usage_csv, name=f"{names}billing_usage_csv"),
        path(f"{prefix}conversations/", views.sessions, name=f"{names}billing_sessions"),
        path(f"{prefix}conversations.csv", csv_files.sessions_csv, name=f"{names}billing_sessions_csv"),
        path(f"{prefix}ledger/", views.ledger, name=f"{names}billing_ledger"),
        path(f"{prefix}ledger.csv", csv_files.ledger_csv, name=f"{names}billing_ledger_csv"),
        path(f"{prefix}invoices/", views.invoices, name=f"{names}billing_invoices"),
        path(f"{prefix}invoices/<str:code>/", views.invoice, name=f"{names}billing_invoice"),
    ]


urlpatterns = [
    *looked_at(),
    path("plans/", buying.plans, name="billing_plans"),
    path("plans/<slug:code>/", buying.choose, name="billing_choose"),
    path("keep/<str:kind>/", buying.keep, name="billing_keep"),
    path("buy/", buying.buy, name="billing_buy"),
    path("sandbox/<str:code>/", buying.sandbox_checkout, name="billing_sandbox"),
    path("back/<str:code>/", buying.come_back, name="billing_return"),
    path("cancelled/<str:code>/", buying.cancelled, name="billing_cancelled"),
    path("portal/", buying.portal, name="billing_portal"),
    path("stripe/", webhooks.stripe_webhook, name="stripe_webhook"),
    *looked_at("of/<str:workspace_code>/", "staff_"),
]
