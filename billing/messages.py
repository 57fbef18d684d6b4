"""What a person reads about credits, slots and plans: message id -> sentence."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "billing.no_credits": _(
        "This workspace has no credits left. Get more on the Billing page, then start again."
    ),
    "billing.too_many_users": _(
        "All %(users)s places of your plan are in use. End another conversation, or choose a larger plan."
    ),
    "billing.no_plan": _("This workspace has no conversation plan. Write to us, and we will mend it."),
    "billing.no_slots": _("This workspace has no slot left. Get one on the Billing page."),
    "billing.payment_due": _(
        "A payment for this workspace's conversation plan is missing since %(since)s. Pay it on the Billing page, then start again."
    ),
    "billing.wrong_kind": _("%(plan)s is a plan of the other kind. Choose one of this kind."),
    "billing.bad_period": _("A period ends after it starts. Nothing was changed."),
    "billing.bad_contract": _("A contract has positive numbers. Leave a field empty to use the plan's."),
    "billing.key_used": _("Another workspace has used this key already. Nothing was changed."),
    "billing.bad_entry": _("This entry can't be taken back here. Nothing was changed."),
    "billing.bad_grant": _("Give credits, slots or users as positive numbers."),
    "billing.too_fine": _(
        "Time is counted in whole milliseconds: a credit is 300,000 of them. Give fewer digits."
    ),
    "billing.no_reason": _("Say why: a grant needs a reason."),
    "billing.card_refused": _("Your card was refused. Nothing was changed. Choose another card under “Payment details”."),
    "billing.no_workspace": _("No workspace has the code or owner “%(name)s”."),
}
