"""What a workspace has."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Workspace
from billing.models import Account
from billing.units import credits_of_ms


@dataclass(frozen=True)
class Balance:
    """ms: conversation time, what running sessions hold included. free_ms: what a new session could still take."""

    ms: int
    free_ms: int
    slots: int

    @property
    def credits(self) -> Decimal:
        """ms as credits, exactly."""
        return credits_of_ms(self.ms)

    @property
    def minutes(self) -> Decimal:
        """ms as minutes, exactly."""
        return Decimal(self.ms) / 60_000


def balance(workspace: Workspace) -> Balance:
    """The sums as they are now. A running session's time leaves the sum when it is settled."""
    account = Account.objects.get(pk=workspace.pk)
    return Balance(account.conversation_ms, account.conversation_ms - account.held_ms, account.slots)
