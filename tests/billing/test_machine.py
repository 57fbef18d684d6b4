"""Any order of starts, renewals, stops, crashes and grants, on a virtual clock: the promises always hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from avatarsite.errors import UserError
from billing import meter
from billing.grants import grant
from billing.models import Account, LedgerEntry, Meter, Unit
from billing.reaper import reap

BEGIN = datetime(2026, 11, 22, tzinfo=UTC)
USERS = 3


class Sessions(RuleBasedStateMachine):
    """One workspace, a few sessions; `running`: key -> (fence, start, elapsed_ms that it could really have used)."""

    def __init__(self) -> None:
        super().__init__()
        self.workspace = User.objects.create_user(
            f"{id(self)}-{User.objects.count()}@example.org"
        ).owned_workspaces.get()
        grant(self.workspace, users=USERS, reason="Test")
        self.now = BEGIN
        self.number = 0
        self.granted_ms = 600_000
        self.known: list[Meter] = []

    def _any(self, data: Any) -> Meter:
        return data.draw(st.sampled_from(self.known))

    @rule(seconds=st.floats(0, 9))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def start(self) -> None:
        self.number += 1
        key = f"{self.workspace.code}{self.number}"
        try:
            self.known.append(meter.start(self.workspace, key, self.now))
        except UserError as error:
            assert error.message_id in ("billing.no_credits", "billing.too_many_users")
            assert not Meter.objects.filter(key=key).exists()

    @precondition(lambda self: self.known)
    @rule(data=st.data(), elapsed_ms=st.integers(0, 120_000))
    def renew(self, data: Any, elapsed_ms: int) -> None:
        row = self._any(data)
        meter.renew(row.key, row.fence, elapsed_ms, self.now)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), elapsed_ms=st.integers(-5, 200_000), repeats=st.integers(1, 3))
    def settle(self, data: Any, elapsed_ms: int, repeats: int) -> None:
        row = self._any(data)
        billed = {
            meter.settle(row.key, row.fence, elapsed_ms + n, "user_ended", self.now) for n in range(repeats)
        }
        assert len(billed) == 1

    @rule()
    def crash_of_all(self) -> None:
        self.now += timedelta(seconds=30)
        reap(self.now)
        assert not Meter.objects.filter(workspace=self.workspace, status="open").exists()

    @rule(credits=st.integers(1, 2))
    def grant(self, credits: int) -> None:
        grant(self.workspace, credits=credits, reason="Test")
        self.granted_ms += credits * 300_000

    @invariant()
    def the_books_are_right(self) -> None:
        account = Account.objects.get(pk=self.workspace.pk)
        entries = LedgerEntry.objects.filter(workspace=self.workspace, unit=Unit.CONVERSATION_MS)
        rows = list(Meter.objects.filter(workspace=self.workspace))
        settled = sum(row.settled_ms or 0 for row in rows if row.status == "settled")
        assert account.conversation_ms == (entries.aggregate(sum=Sum("amount"))["sum"] or 0)
        assert account.conversation_ms == self.granted_ms - settled
        assert account.held_ms == sum(row.held_ms for row in rows if row.status == "open")
        assert 0 <= account.held_ms <= account.conversation_ms
        assert sum(row.status == "open" for row in rows) <= USERS
        assert all(0 <= (row.settled_ms or 0) <= row.held_ms for row in rows)


@pytest.mark.django_db
def test_the_promises_hold_in_any_order() -> None:
    checks = (HealthCheck.too_slow, HealthCheck.data_too_large)
    profile = settings(max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(Sessions, settings=profile)
