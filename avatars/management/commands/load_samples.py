"""manage.py load_samples: rows for the sample avatars that ship with the code. Run it as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand

from avatars.bundles import SAMPLES
from avatars.samples.loading import load, shipped


class Command(BaseCommand):
    """Reads avatars/samples/bundles/*/manifest.json."""

    help = "Make or refresh the rows of the sample avatars."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all; print what is new."""
        folders = shipped(SAMPLES)
        for position, folder in enumerate(folders):
            avatar, new = load(folder, position)
            if new:
                self.stdout.write(f"New sample avatar: {avatar.name} ({avatar.code})")
        if not folders:
            self.stdout.write(f"No bundle in {SAMPLES}.")
