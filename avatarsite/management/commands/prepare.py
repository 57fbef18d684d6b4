"""manage.py prepare: tables, sample avatars, demo, dead sessions. Run it as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand

from avatarsite.preparing import prepare


class Command(BaseCommand):
    """Brings everything up to date."""

    help = "Migrate, load the sample avatars and the demo, settle dead sessions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare."""
        prepare()
