"""Any order of starts, heartbeats, stops, crashes, plans, payments, purchases and avatars, on a virtual clock.

BILLING_STEPS=100000 is the nightly setting: 20 parts, each in a transaction of its own and from a seed of its own, the
same steps each time. The ordinary suite takes the first 5,000.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, seed, settings
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
from billing import contracts, meter, purchases, slots, subscriptions
from billing.grants import adjust, grant
from billing.ledger import locked_account
from billing.models import Account, Kind, LedgerEntry, Lot, Meter, Plan, Subscription
from billing.reaper import reap
from billing.units import credits_of_ms
from billing.upkeep import bring_up_to_date, sweep_due

STEPS = int(os.environ.get("BILLING_STEPS", "5000"))
STEPS_A_PART = 5000
STEPS_EACH = 100
TALKING = 6
KINDS = st.sampled_from([Kind.CREATION, Kind.CONVERSATION])
MONTH = timedelta(days=30)
SUMS = """
SELECT a.slots, a.conversation_ms, a.held_ms, a.plan_slots,
  (SELECT COALESCE(SUM(amount), 0) FROM billing_ledgerentry WHERE workspace_id = a.workspace_id AND unit = 'slots'),
  (SELECT COALESCE(SUM(amount), 0) FROM billing_ledgerentry
    WHERE workspace_id = a.workspace_id AND unit = 'conversation_ms'),
  (SELECT COALESCE(SUM(left_ms), 0) FROM billing_lot WHERE workspace_id = a.workspace_id),
  (SELECT COALESCE(SUM(held_ms), 0) FROM billing_meter WHERE workspace_id = a.workspace_id AND status = 'open'),
  (SELECT COUNT(*) FROM billing_ledgerentry WHERE workspace_id = a.workspace_id AND cause = 'used' AND unit = 'slots')
FROM billing_account a WHERE a.workspace_id = %s
"""


@dataclass
class Session:
    """What its process knows. `is_dead`: that process is gone, and somebody with its fence may come back."""

    key: str
    fence: int
    started_at: datetime
    until_ms: int
    confirmed_ms: int = 0
    is_dead: bool = False


class Books(RuleBasedStateMachine):
    """One workspace and all that can happen to it."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        name = f"{id(self)}-{User.objects.count()}@example.org"
        self.workspace = User.objects.create_user(name).owned_workspaces.get()
        self.now = timezone.now() + timedelta(days=1)
        self.number = self.avatars = 0
        self.sessions: list[Session] = []
        self.keys: list[str] = []
        self.entries: list[LedgerEntry] = []

    def _key(self) -> str:
        Books.steps += 1
        self.number += 1
        return f"{self.workspace.code}{self.number}"

    def _any(self, data: Any) -> Session:
        Books.steps += 1
        return data.draw(st.sampled_from(self.sessions))

    def _elapsed_ms(self, session: Session) -> int:
        return round((self.now - session.started_at).total_seconds() * 1000)

    def _meter(self, session: Session) -> Meter:
        return Meter.objects.get(key=session.key)

    # Time

    @rule(seconds=st.floats(0, 4))
    def time_passes(self, seconds: float) -> None:
        Books.steps += 1
        self.now += timedelta(seconds=seconds)

    @rule(days=st.integers(1, 45))
    def much_time_passes(self, days: int) -> None:
        Books.steps += 1
        self.now += timedelta(days=days)

    @rule()
    def the_sweep_comes(self) -> None:
        """Who was silent is settled to what was confirmed, exactly."""
        Books.steps += 1
        silent = Meter.objects.filter(
            workspace=self.workspace, status="open", confirmed_at__lt=self.now - meter.SILENT
        )
        confirmed = dict(silent.values_list("key", "confirmed_ms"))
        reap(self.now)
        sweep_due(self.now)
        settled = Meter.objects.filter(key__in=confirmed, status="settled")
        assert dict(settled.values_list("key", "settled_ms")) == confirmed
        lots = Lot.objects.filter(workspace=self.workspace, left_ms__gt=0, lapses_at__lte=self.now)
        assert sum(lot.left_ms for lot in lots) <= Account.objects.get(pk=self.workspace.pk).held_ms

    # Sessions

    @rule()
    def start(self) -> None:
        key = self._key()
        try:
            row = meter.start(self.workspace, key, self.now)
        except UserError as error:
            assert error.message_id in {"billing.no_credits", "billing.too_many_users", "billing.payment_due"}
            return
        self.sessions = [*self.sessions[1 - TALKING :], Session(key, row.fence, self.now, row.held_ms)]
        terms = self._terms(Kind.CONVERSATION)
        fresh = Meter.objects.filter(
            workspace=self.workspace, status="open", confirmed_at__gte=self.now - meter.SILENT
        )
        assert terms.users is None or fresh.count() <= terms.users
        assert not terms.is_overdue(self.now)

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def heartbeat(self, data: Any) -> None:
        """Of a process that keeps to its own clock."""
        session = self._any(data)
        if session.is_dead:
            return
        elapsed = self._elapsed_ms(session)
        if elapsed > session.until_ms:
            self._stop(session, "time_used_up")
            return
        lease = meter.renew(session.key, session.fence, elapsed, self.now, reached_ms=elapsed)
        if lease.sharing:
            session.confirmed_ms, session.until_ms = elapsed, lease.until_ms
            assert lease.free_ms >= 0

    @precondition(lambda self: self.sessions)
    @rule(data=st.data(), confirmed=st.integers(-5, 10**7), reached=st.integers(-5, 10**7))
    def wrong_or_late_heartbeat(self, data: Any, confirmed: int, reached: int) -> None:
        session = self._any(data)
        before = self._meter(session)
        meter.renew(session.key, session.fence, confirmed, self.now, reached_ms=reached)
        after = self._meter(session)
        assert before.confirmed_ms <= after.confirmed_ms <= after.held_ms
        session.confirmed_ms, session.until_ms = after.confirmed_ms, after.held_ms

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def stop(self, data: Any) -> None:
        session = self._any(data)
        self._stop(session, "visitor")

    def _stop(self, session: Session, reason: str) -> None:
        """A hundred times would do no more than twice."""
        elapsed, before = self._elapsed_ms(session), self._meter(session)
        billed = meter.settle(session.key, session.fence, elapsed, reason, self.now)
        assert meter.settle(session.key, session.fence, elapsed + 999, reason, self.now) == billed
        after = self._meter(session)
        if before.status == "open" and before.fence == session.fence:
            assert billed == after.settled_ms == max(min(elapsed, before.held_ms), before.confirmed_ms)
        else:
            assert (after.status, after.settled_ms) == (before.status, before.settled_ms)

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def its_process_dies(self, data: Any) -> None:
        self._any(data).is_dead = True

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def another_process_takes_it_over(self, data: Any) -> None:
        session = self._any(data)
        former = session.fence
        try:
            session.fence, _ = meter.take_over(session.key, self.now)
        except UserError:
            assert self._meter(session).status == "settled"
            return
        before = self._meter(session)
        assert meter.renew(session.key, former, 10**6, self.now, reached_ms=10**6).sharing == 0
        meter.settle(session.key, former, 10**6, "revived", self.now)
        assert self._meter(session).status == before.status == "open"
        session.until_ms, session.is_dead = before.held_ms, False

    # Plans and money

    @rule(data=st.data(), kind=KINDS, earlier=st.booleans(), billed=st.booleans())
    def change_plan(self, data: Any, kind: Kind, earlier: bool, billed: bool) -> None:
        plan = data.draw(st.sampled_from(list(Plan.objects.filter(kind=kind))))
        key, at = f"plan:{self._key()}", self.now - MONTH if earlier else self.now
        for _ in range(2):
            changed = subscriptions.change_plan(self.workspace, kind, plan, at, key=key, billed=billed)
        assert changed.plan_id == plan.pk or earlier

    @rule(kind=KINDS)
    def end_plan_at_the_end(self, kind: Kind) -> None:
        subscriptions.end_at_period_end(self.workspace, kind, self.now, key=f"end:{self._key()}")

    @rule(data=st.data(), kind=KINDS)
    def another_plan_at_the_end(self, data: Any, kind: Kind) -> None:
        plan = data.draw(st.sampled_from(list(Plan.objects.filter(kind=kind))))
        key, has_period = f"later:{self._key()}", self._terms(kind).period_end is not None
        try:
            subscriptions.move_at_period_end(self.workspace, plan, self.now, key=key)
        except UserError as error:
            assert (error.message_id, has_period) == ("billing.bad_period", False)
            return
        after = self._terms(kind)
        assert after.next_plan_id == (None if plan.pk == after.plan_id else plan.pk)

    def _terms(self, kind: Kind) -> Subscription:
        return Subscription.objects.get(workspace=self.workspace, kind=kind)

    @rule(kind=KINDS, days=st.integers(-40, 3))
    def a_period_is_told_twice(self, kind: Kind, days: int) -> None:
        start, key = self.now + timedelta(days=days), f"told:{self._key()}"
        subscriptions.renew_period(self.workspace, kind, start, start + MONTH, key=key)
        entries = LedgerEntry.objects.filter(workspace=self.workspace).count()
        assert not subscriptions.renew_period(self.workspace, kind, start, start + MONTH, key=key)
        assert LedgerEntry.objects.filter(workspace=self.workspace).count() == entries

    @rule(kind=KINDS, days=st.integers(-9, 0), made=st.booleans())
    def payment(self, kind: Kind, days: int, made: bool) -> None:
        act = subscriptions.payment_made if made else subscriptions.payment_failed
        key = f"pay:{self._key()}"
        for _ in range(2):
            act(self.workspace, kind, self.now + timedelta(days=days), key=key)

    @rule(users=st.none() | st.integers(1, 3), ms=st.none() | st.integers(0, 50_000))
    def contract(self, users: int | None, ms: int | None) -> None:
        contracts.set_contract(
            self.workspace, key=self._key(), reason="Test", at=self.now, users=users, conversation_ms=ms
        )

    @rule(amount=st.integers(1, 30_000), what=st.sampled_from(["slots", "time", "grant"]))
    def buy(self, amount: int, what: str) -> None:
        key = self._key()
        for _ in range(2):
            if what == "slots":
                entry = purchases.add_slots(self.workspace, 1 + amount % 3, key=key, reason="Test")
            elif what == "time":
                entry = purchases.buy_pack(self.workspace, amount, key=key, reason="Test")
            else:
                entry = grant(self.workspace, slots=1 + amount % 2, reason="Test", key=key)[0]
        self.entries.append(entry)

    @rule(ms=st.integers(0, 30_000), slots_=st.integers(0, 2))
    def staff_correct(self, ms: int, slots_: int) -> None:
        """Downwards: all of it once, or nothing."""
        key, credits = self._key(), -credits_of_ms(ms // 3 * 3)  # decimals have no thirds
        before, changes = Account.objects.get(pk=self.workspace.pk), (ms // 3 * 3, slots_)
        try:
            for _ in range(2):
                adjust(self.workspace, credits=credits, slots=-slots_, reason="Test", key=key)
        except UserError as error:
            known = {"billing.less_is_left", "billing.bad_grant", "billing.too_fine"}
            assert error.message_id in known
            changes = (0, 0)
        after = Account.objects.get(pk=self.workspace.pk)
        assert (before.conversation_ms - after.conversation_ms, before.slots - after.slots) == changes
        assert (before.held_ms, before.plan_slots) == (after.held_ms, after.plan_slots)

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        Books.steps += 1
        entry = data.draw(st.sampled_from(self.entries))
        try:
            back = purchases.take_back(self.workspace, entry, reason="Test")
            assert purchases.take_back(self.workspace, entry, reason="Test").pk == back.pk
        except UserError as error:
            assert error.message_id in {"billing.no_credits", "billing.no_slots"}

    # Avatars

    @rule(repeat=st.booleans(), data=st.data())
    def create_avatar(self, repeat: bool, data: Any) -> None:
        new = self._key()
        key = data.draw(st.sampled_from(self.keys)) if repeat and self.keys else f"avatar:{new}"
        room = slots.slots_left(self.workspace, self.now)
        try:
            slots.use_slot(self.workspace, key, "Test", now=self.now)
        except UserError as error:
            assert (error.message_id, room) == ("billing.no_slots", 0)
            return
        assert room != 0 or key in self.keys
        if key not in self.keys:
            self.keys.append(key)
            self.avatars += 1

    # What always holds

    @invariant()
    def the_books_are_right(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SUMS, [self.workspace.pk])
            slots_, ms, held, of_plan, sum_slots, sum_ms, sum_lots, sum_held, used = cursor.fetchone()
        assert (slots_, ms) == (sum_slots, sum_ms)
        assert ms == sum_lots
        assert held == sum_held
        assert 0 <= held <= ms
        assert 0 <= of_plan <= slots_
        assert used == self.avatars

    def teardown(self) -> None:
        """Each sum after each entry; one settlement a session, of what its meter says; a month's time once."""
        bring_up_to_date(locked_account(self.workspace.pk), self.now)
        sums = {"slots": 0, "conversation_ms": 0}
        for entry in LedgerEntry.objects.filter(workspace=self.workspace).order_by("pk"):
            sums[entry.unit] += entry.amount
            assert entry.balance_after == sums[entry.unit] >= 0
        billed = LedgerEntry.objects.filter(workspace=self.workspace).exclude(conversation_code="")
        settled = Meter.objects.filter(workspace=self.workspace, settled_ms__gt=0)
        assert sorted(billed.values_list("conversation_code", "amount")) == sorted(
            (row.key, -(row.settled_ms or 0)) for row in settled
        )
        assert all((row.settled_ms or 0) <= row.held_ms for row in settled)


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(-(-STEPS // STEPS_A_PART)))
def test_the_promises_hold_in_any_order(part: int) -> None:
    Books.steps = 0
    profile = settings(
        max_examples=round(1.3 * STEPS_A_PART / STEPS_EACH), stateful_step_count=STEPS_EACH, deadline=None,
        database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seed(part)(Books), settings=profile)
    assert Books.steps >= STEPS_A_PART
