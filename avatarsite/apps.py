"""The site itself: what ties its apps together."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Connects what every request's log lines carry."""

    name = "avatarsite"

    def ready(self) -> None:
        """Connect the signals."""
        from avatarsite import log_ids  # noqa: F401
