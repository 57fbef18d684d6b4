"""The billing app: plans, the ledger, the meter."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Connects what happens when a workspace is opened."""

    name = "billing"

    def ready(self) -> None:
        """Connect the signals."""
        from billing import signals  # noqa: F401
