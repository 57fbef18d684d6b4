"""What a person reads about credits, slots and plans: message id -> sentence."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "billing.no_credits": _(
        "This workspace has no credits left. Get more on the Billing page, then start again."
    ),
    "billing.too_many_users": _(
        "As many people talk now as your plan allows at a time: %(users)s. End the other conversation, or choose a larger plan."
    ),
    "billing.no_plan": _("This workspace has no conversation plan. Write to us, and we will mend it."),
    "billing.no_slots": _("This workspace has no slot left. Get one on the Billing page."),
    "billing.payment_due": _(
        "A payment for this workspace's conversation plan is missing since %(since)s. Pay it on the Billing page, then start again."
    ),
    "billing.settled": _("This conversation has ended and was charged already."),
    "billing.wrong_kind": _("%(plan)s is a plan of the other kind. Choose one of this kind."),
    "billing.bad_period": _("A period ends after it starts. Nothing was changed."),
    "billing.bad_contract": _(
        "A contract has positive numbers of a sensible size. Leave a field empty to use the plan's."
    ),
    "billing.same_as_agreed": _("All of this is agreed already. Nothing was changed."),
    "billing.key_used": _("Another workspace has used this key already. Nothing was changed."),
    "billing.bad_entry": _("This entry can't be taken back here. Nothing was changed."),
    "billing.refunded_at_stripe": _(
        "Its payment was refunded or disputed at Stripe, and what was not used was taken back then. Nothing was changed."
    ),
    "billing.refund_too_early": _(
        "What was refunded has not been heard of yet. Nothing was changed: send the event again later."
    ),
    "billing.too_much": _("That is more than can be counted. Nothing was changed: give less."),
    "billing.bad_grant": _("Give credits, slots or users as positive numbers."),
    "billing.less_is_left": _(
        "No more than %(credits)s credits and %(slots)s slots can be taken: the rest is used, held by running conversations, or comes with the plan. Nothing was changed."
    ),
    "billing.too_fine": _(
        "Time is counted in whole milliseconds: a credit is 300,000 of them. Give fewer digits."
    ),
    "billing.no_reason": _("Say why: a grant needs a reason."),
    "billing.card_refused": _(
        "Your card was refused. Nothing was changed. Choose another card under “Payment details”."
    ),
    "billing.no_checkout": _("Buying is not set up on this site yet. Write to us, and somebody answers."),
    "billing.not_for_sale": _("This can't be bought here. Choose from the list, or write to us."),
    "billing.bad_quantity": _("Choose a number from 1 to %(most)s."),
    "billing.plan_is_yours": _("You are on %(plan)s already. Nothing was changed."),
    "billing.price_not_ready": _(
        "%(name)s can't be bought just now: its price is not set up right on our side. Nothing was charged. Write to us, and we will mend it."
    ),
    "billing.payment_on_its_way": _("Your last purchase is being confirmed. Look again in a minute."),
    "billing.purchase_over": _("This purchase was given up or has expired. Start it again."),
    "billing.no_portal": _("There are no payment details yet: they come with the first purchase."),
    "billing.stripe_silent": _(
        "Our payment service did not answer. Nothing was changed. Try again in a minute."
    ),
    "billing.bad_signature": _("The signature is missing, wrong or too old. Nothing was changed."),
    "billing.no_webhook_secret": _(
        "This site has no STRIPE_WEBHOOK_SECRET yet. Set it, then send the event again."
    ),
    "billing.bad_event": _("This is no event of Stripe's. Nothing was changed."),
    "billing.unknown_price": _(
        "No plan and no product has the price %(price)s. Nothing was changed. Name it in the admin, then send the event again."
    ),
    "billing.wrong_currency": _(
        "%(price)s is in %(given)s, and here it is sold in %(wanted)s. Nothing was changed."
    ),
    "billing.second_subscription": _(
        "The workspace pays for %(known)s already, so %(new)s was not taken. End one of them at Stripe, then send the event again."
    ),
    "billing.paid_elsewhere": _(
        "The customer pays for %(plan)s at Stripe. End that subscription there first. Nothing was changed."
    ),
    "staff.billing.no_credits": _("It is used already, or held by a running conversation. Nothing was changed."),
    "staff.billing.no_slots": _("The workspace has no slot left. Nothing was changed."),
    "staff.billing.bad_grant": _("Give credits, slots or users: not all of them nothing."),
    "billing.no_workspace": _("No workspace has the code or owner “%(name)s”."),
}
