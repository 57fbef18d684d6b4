"""manage.py grant WORKSPACE --credits N --slots N --users N --reason TEXT: what staff give, with who and why kept."""

from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from accounts.models import Workspace
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from billing.balances import balance
from billing.grants import grant


def find_workspace(name: str) -> Workspace:
    """By code, or by the owner's e-mail address. UserError("billing.no_workspace", name=)."""
    found = Workspace.objects.filter(Q(code=name) | Q(owner__email__iexact=name)).order_by("pk").first()
    if found is None:
        raise UserError("billing.no_workspace", name=name)
    return found


class Command(BaseCommand):
    """Gives credits, slots or users at a time to a workspace."""

    help = "Give a workspace credits, slots, or by contract a number of users at a time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """WORKSPACE and what to give."""
        parser.add_argument("workspace", help="its code, or the owner's e-mail address")
        parser.add_argument("--credits", type=Decimal, default=Decimal(0), help="1 credit is 5 minutes")
        parser.add_argument("--slots", type=int, default=0)
        parser.add_argument(
            "--users", type=int, default=None, help="how many may talk at a time, by contract"
        )
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Give, then print what the workspace has."""
        given = {name: options[name] for name in ("credits", "slots", "users", "reason")}
        try:
            workspace = find_workspace(options["workspace"])
            grant(workspace, **given)
        except UserError as error:
            raise CommandError(sentence(error)) from error
        now = balance(workspace)
        self.stdout.write(f"{workspace.name} ({workspace.code}): {now.credits:f} credits, {now.slots} slots")
