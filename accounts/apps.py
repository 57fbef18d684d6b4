"""The accounts app: users, workspaces, who may see what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Connects what happens when a user is made."""

    name = "accounts"

    def ready(self) -> None:
        """Connect the signals."""
        from accounts import signals  # noqa: F401
