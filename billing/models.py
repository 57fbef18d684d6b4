"""What a workspace has (Account), why (LedgerEntry), on which terms (Plan, Subscription), and what runs (Meter)."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from billing.choices import Cause, Kind, Unit
from billing.sales import (  # noqa: F401 - the other half of the tables
    Invoice,
    Product,
    Purchase,
    StripeCustomer,
    StripeEvent,
    StripeSubscription,
)

GRACE = timedelta(days=7)


class Plan(models.Model):
    """Terms that staff may edit. Nothing in code asks for a plan's name; `is_default` is what a workspace starts on."""

    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(default=False)
    price_cents = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("A month, in hundredths. Empty: by contract.")
    )
    slots = models.PositiveIntegerField(null=True, blank=True, help_text=_("Granted once. Empty: no limit."))
    conversation_ms = models.PositiveBigIntegerField(
        default=0, help_text=_("Granted at the start of each period.")
    )
    renews_monthly = models.BooleanField(default=False, help_text=_("Off: granted once and never again."))
    users = models.PositiveIntegerField(null=True, blank=True, help_text=_("At a time. Empty: no limit."))
    session_limit_ms = models.PositiveBigIntegerField(null=True, blank=True, help_text=_("Empty: no limit."))
    currency = models.CharField(max_length=3, default="usd", help_text=_("Three small letters."))
    stripe_price = models.CharField(
        max_length=80, blank=True, help_text=_("Stripe's id of a monthly price, price_….")
    )
    is_offered = models.BooleanField(default=True, help_text=_("Off: nobody can choose it any more."))

    class Meta:
        ordering = ("kind", "position")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class Subscription(models.Model):
    """A workspace's plan of one kind. The contract fields, where set, count instead of the plan's.

    period_start, period_end: the running month, None where nothing is renewed. next_plan: a smaller one that
    begins when it is over. is_billed: somebody is asked for money, and says when it came (payment_made); else it renews
    by itself. due_since: a payment is missing since then; seven days later no new conversation starts. changed_at,
    paid_at: the newest event heard of, so that late ones are known.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField(max_length=12, choices=Kind)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="subscriptions")
    contract_users = models.PositiveIntegerField(null=True, blank=True)
    contract_session_limit_ms = models.PositiveBigIntegerField(null=True, blank=True)
    contract_price_cents = models.PositiveIntegerField(null=True, blank=True)
    contract_conversation_ms = models.PositiveBigIntegerField(
        null=True, blank=True, help_text=_("Each month: 1 credit is 300000 milliseconds.")
    )
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True, editable=False)
    anchor_at = models.DateTimeField(null=True, editable=False)
    period_start = models.DateTimeField(null=True, editable=False)
    period_end = models.DateTimeField(null=True, editable=False)
    ends_at_period_end = models.BooleanField(default=False, editable=False)
    next_plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, editable=False, related_name="awaited_by"
    )
    is_billed = models.BooleanField(default=False, editable=False)
    due_since = models.DateTimeField(null=True, editable=False)
    payment_failed_at = models.DateTimeField(null=True, editable=False)
    paid_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "kind"), name="one_subscription_of_a_kind"),
        )
        indexes = (
            models.Index(
                fields=("period_end",), condition=Q(period_end__isnull=False), name="subscription_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.workspace}: {self.plan}"

    @property
    def users(self) -> int | None:
        """How many may talk at a time; None is no limit."""
        return self.plan.users if self.contract_users is None else self.contract_users

    @property
    def session_limit_ms(self) -> int | None:
        """How long one session may be; None is no limit."""
        own = self.contract_session_limit_ms
        return self.plan.session_limit_ms if own is None else own

    @property
    def price_cents(self) -> int | None:
        """A month; None is by contract that names none."""
        return self.plan.price_cents if self.contract_price_cents is None else self.contract_price_cents

    @property
    def included_ms(self) -> int:
        """Conversation time that comes with it."""
        own = self.contract_conversation_ms
        return self.plan.conversation_ms if own is None else own

    @property
    def renews(self) -> bool:
        """Whether that comes again each month; else once and never again."""
        return self.plan.renews_monthly or self.contract_conversation_ms is not None

    @property
    def grace_until(self) -> datetime | None:
        """Until when a missing payment stops nothing."""
        return self.due_since + GRACE if self.due_since else None

    def is_overdue(self, now: datetime) -> bool:
        """The grace is over: no new conversation until the payment came."""
        return self.grace_until is not None and now >= self.grace_until


class Change(models.Model):
    """One change of a subscription, by whom and why. `key`: the same cause makes the same key, so it happens once."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    key = models.CharField(max_length=140, unique=True)
    reason = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.what} {self.key}"


class Account(models.Model):
    """The sums of the ledger, kept in the entry's own transaction. held_ms: what running sessions paid ahead.

    plan_slots: how many of the slots came with the plan. plan_slots_used: avatars that were made of such slots, ever.
    """

    workspace = models.OneToOneField(
        Workspace, on_delete=models.PROTECT, related_name="account", primary_key=True
    )
    slots = models.BigIntegerField(default=0)
    conversation_ms = models.BigIntegerField(default=0)
    held_ms = models.BigIntegerField(default=0)
    plan_slots = models.BigIntegerField(default=0)
    plan_slots_used = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(plan_slots__gte=0) & Q(plan_slots__lte=F("slots")), name="plan_slots_are_slots"
            ),
            models.CheckConstraint(condition=Q(slots__gte=0), name="slots_not_below_zero"),
            models.CheckConstraint(condition=Q(held_ms__gte=0), name="held_not_below_zero"),
            models.CheckConstraint(
                condition=Q(conversation_ms__gte=F("held_ms")), name="time_covers_what_is_held"
            ),
        )

    def __str__(self) -> str:
        return f"account of {self.workspace}"


class LedgerEntry(models.Model):
    """One change of one sum. Never updated, never deleted (a trigger refuses it): a change of mind is a new entry."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="ledger")
    unit = models.CharField(max_length=16, choices=Unit)
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    key = models.CharField(
        max_length=100, unique=True, help_text=_("The same cause makes the same key, so it counts once.")
    )
    cause = models.CharField(max_length=12, choices=Cause, blank=True, db_default="", default="")
    reason = models.CharField(max_length=200)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    conversation_code = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("workspace", "-id"), name="ledger_page"),
            models.Index(fields=("workspace", "unit", "-id"), name="ledger_page_of_unit"),
        )
        verbose_name_plural = "ledger entries"

    def __str__(self) -> str:
        return f"{self.amount:+} {self.unit} {self.key}"


class Lot(models.Model):
    """Conversation time that came with one entry, and what is left of it. The sum of all that is left is the balance.

    lapses_at: included time is good until its period ends; what was bought or given stays (None).
    """

    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="lot", null=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="lots")
    left_ms = models.BigIntegerField()
    lapses_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(left_ms__gte=0), name="lot_not_below_zero"),)
        indexes = (
            models.Index(fields=("workspace", "lapses_at"), condition=Q(left_ms__gt=0), name="lot_left"),
            models.Index(
                fields=("lapses_at",), condition=Q(left_ms__gt=0, lapses_at__isnull=False), name="lot_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.left_ms} ms until {self.lapses_at or 'used'}"


class MeterStatus(models.TextChoices):
    """A meter is settled once and stays so."""

    OPEN = "open", _("Running")
    SETTLED = "settled", _("Settled")


class Meter(models.Model):
    """One session's time. All *_ms count from Start Chat.

    held_ms: paid ahead up to here. confirmed_ms: the live process last said that it got here, at confirmed_at.
    settled_ms: what was billed in the end. limit_ms: the session's longest length, or None.
    fence: changes when another process takes the session over and when it is settled; only who knows it may confirm.
    """

    key = models.CharField(max_length=20, unique=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="meters")
    status = models.CharField(max_length=8, choices=MeterStatus, default=MeterStatus.OPEN)
    fence = models.BigIntegerField()
    held_ms = models.BigIntegerField()
    confirmed_ms = models.BigIntegerField(default=0)
    settled_ms = models.BigIntegerField(null=True)
    limit_ms = models.BigIntegerField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    about_code = models.CharField(
        max_length=20, blank=True, help_text=_("Of the project, for tables and charts.")
    )
    about = models.CharField(max_length=120, blank=True, help_text=_("What it was called then."))
    by_guest = models.BooleanField(
        default=False, db_default=False, help_text=_("Of the project's shared page, not of a member.")
    )

    class Meta:
        indexes = (
            models.Index(fields=("workspace", "status"), name="meter_running"),
            models.Index(fields=("workspace", "-started_at"), name="meter_page"),
            models.Index(fields=("confirmed_at",), condition=Q(status="open"), name="meter_silent"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
