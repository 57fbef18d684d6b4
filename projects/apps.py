"""The projects app: what an avatar talks about, and how."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Needs nothing at start."""

    name = "projects"
