"""manage.py load_demo: the demo login with its projects and its contract. Run it as often as you like."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from avatarsite.demo import load_demo


class Command(BaseCommand):
    """Makes what is missing of the demo."""

    help = "Make the demo login, its credits and its projects."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load; print what is new."""
        for name in load_demo():
            self.stdout.write(f"New demo project: {name}")
        self.stdout.write(f"Demo login: {settings.DEMO_EMAIL}")
