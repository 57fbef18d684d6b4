"""The projects app: what an avatar talks about, and how."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Connects what projects answer to other apps."""

    name = "projects"

    def ready(self) -> None:
        """Connect the signals."""
        from projects import signals  # noqa: F401
