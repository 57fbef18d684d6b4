"""The avatars app: avatars, their lifecycle, their bundles, the engine and the voices."""

from django.apps import AppConfig


class AvatarsConfig(AppConfig):
    """Needs nothing at start."""

    name = "avatars"
