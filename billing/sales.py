"""Tables of what is sold and what was bought: Product, Purchase, Invoice, and what Stripe calls them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from avatarsite.codes import new_code


class ProductUnit(models.TextChoices):
    """What a product gives; the values are the ledger's units."""

    SLOTS = "slots", _("Slots")
    CONVERSATION_MS = "conversation_ms", _("Conversation time")


class Channel(models.TextChoices):
    """By what money moved, or did not."""

    STRIPE = "stripe", _("Stripe")
    SANDBOX = "sandbox", _("Sandbox, no money moved")


class Product(models.Model):
    """What is bought once and stays until it is used up: slots, or conversation time. Staff edit the rows."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=16, choices=ProductUnit)
    amount = models.PositiveBigIntegerField(
        help_text=_("Slots, or milliseconds: 1 credit is 300000 milliseconds.")
    )
    price_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="usd", help_text=_("Three small letters."))
    stripe_price = models.CharField(
        max_length=80, blank=True, help_text=_("Stripe's id of a one-time price, price_….")
    )
    is_offered = models.BooleanField(default=True, help_text=_("Off: nobody can buy it any more."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("unit", "position")

    def __str__(self) -> str:
        return self.name


class PurchaseStatus(models.TextChoices):
    """A purchase is paid once and stays so."""

    OPEN = "open", _("Open")
    PAID = "paid", _("Paid")
    GIVEN_UP = "given_up", _("Given up")


class Purchase(models.Model):
    """Somebody's way to the checkout: a plan or a product, by whom, for how much, and whether it was paid."""

    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="purchases")
    plan = models.ForeignKey(
        "billing.Plan", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveSmallIntegerField(default=1)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    channel = models.CharField(max_length=8, choices=Channel)
    session_id = models.CharField(max_length=120, blank=True, help_text=_("Stripe's Checkout session."))
    status = models.CharField(max_length=8, choices=PurchaseStatus, default=PurchaseStatus.OPEN)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(plan__isnull=True) ^ Q(product__isnull=True), name="a_plan_or_a_product"
            ),
            models.UniqueConstraint(
                fields=("session_id",), condition=~Q(session_id=""), name="one_purchase_a_session"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.status}"

    @property
    def title(self) -> str:
        """What it is, in a line of an invoice."""
        if self.plan is not None:
            return str(self.plan)
        name = self.product.name if self.product is not None else ""
        return f"{name} × {self.quantity}" if self.quantity > 1 else name


class InvoiceStatus(models.TextChoices):
    """Stripe's own words; the sandbox uses `paid` and `open`."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Not paid")
    PAID = "paid", _("Paid")
    VOID = "void", _("Cancelled")
    UNCOLLECTIBLE = "uncollectible", _("Not paid")


class Invoice(models.Model):
    """What was asked for. Stripe's is a copy that follows its webhooks; the sandbox's is our own."""

    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="invoices")
    channel = models.CharField(max_length=8, choices=Channel)
    external_id = models.CharField(max_length=80, unique=True, help_text=_("The same invoice, the same id."))
    number = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=200)
    status = models.CharField(max_length=13, choices=InvoiceStatus)
    amount_cents = models.IntegerField()
    refunded_cents = models.IntegerField(default=0, db_default=0)
    currency = models.CharField(max_length=3)
    period_start = models.DateTimeField(null=True, blank=True)
    period_end = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField()
    page_url = models.URLField(max_length=500, blank=True)
    pdf_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ("-issued_at", "-pk")
        indexes = (models.Index(fields=("workspace", "-issued_at"), name="invoice_page"),)

    def __str__(self) -> str:
        return self.number or self.external_id

    @property
    def was_refunded(self) -> bool:
        """All of it."""
        return 0 < self.amount_cents <= self.refunded_cents


class StripeCustomer(models.Model):
    """Whom Stripe means. Only this row ties one of Stripe's customers to a workspace."""

    workspace = models.OneToOneField(Workspace, on_delete=models.PROTECT, related_name="stripe_customer")
    customer_id = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.customer_id


class StripeSubscription(models.Model):
    """Stripe's side of a workspace's plan of one kind, as it was last seen there."""

    subscription = models.OneToOneField(
        "billing.Subscription", on_delete=models.CASCADE, related_name="stripe"
    )
    stripe_id = models.CharField(max_length=80, unique=True)
    status = models.CharField(max_length=20)
    price_id = models.CharField(
        max_length=80, blank=True, help_text=_("What it was bought at, though staff name another since.")
    )

    def __str__(self) -> str:
        return f"{self.stripe_id} {self.status}"


class EventStatus(models.TextChoices):
    """What became of a webhook. A refused one may be sent again, after staff mended the cause."""

    HANDLED = "handled", _("Handled")
    TO_LOOK_AT = "look", _("Handled; look at it")
    IGNORED = "ignored", _("Not about us")
    REFUSED = "refused", _("Refused")


class StripeEvent(models.Model):
    """A webhook with a true signature, once. No names and no addresses are kept, only ids."""

    event_id = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120)
    status = models.CharField(max_length=8, choices=EventStatus)
    error = models.CharField(max_length=300, blank=True)
    times_received = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
