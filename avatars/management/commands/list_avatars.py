"""manage.py list_avatars [--json]: code, name, kind and status of every avatar."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from avatars.models import Avatar, facts


class Command(BaseCommand):
    """Prints a table, or JSON."""

    help = "List every avatar: code, name, kind, status."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json prints a list of objects."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        rows = [facts(avatar) for avatar in Avatar.objects.all()]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in [dict(code="code", name="name", kind="kind", status="status"), *rows]:
            self.stdout.write(f"{row['code']:<14} {row['name']:<24} {row['kind']:<8} {row['status']}")
