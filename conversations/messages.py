"""What a person reads about conversations: message id -> sentence (what happened, and what to do)."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "conversation.bad_message": _(
        "The page sent something that was not understood. Nothing was lost; if it happens again, reload "
        "the page."
    ),
    "conversation.message_too_big": _(
        "That message is too large to send. Make it shorter and send it again."
    ),
    "conversation.say_hello_first": _(
        "The page asked for something before it was connected. Reload the page."
    ),
    "conversation.bad_offer": _(
        "The video connection could not be agreed on. The conversation goes on over the page's own "
        "connection."
    ),
    "conversation.empty_message": _("There was nothing in that message. Type or say something first."),
    "conversation.message_too_long": _(
        "That message has %(length)s characters; %(limit)s are the most. Shorten it and send it again."
    ),
    "conversation.too_fast": _("That was one message too quickly after the others. Wait a second and send it again."),
    "conversation.taken_over": _("This conversation was opened in another tab or window, and goes on there."),
    "conversation.not_found": _("There is no such conversation here, or it belongs to somebody else."),
    "conversation.has_ended": _("This conversation has ended. Start a new one from the project."),
    "conversation.no_credits": _("There are no credits left to talk with. Get more here, then start again."),
    "conversation.ask_for_credits": _(
        "There are no credits left to talk with. The owner of this workspace can get more."
    ),
    "conversation.cannot_start": _(
        "The avatar could not be loaded. Nothing was charged; try again in a moment."
    ),
    "conversation.no_avatar": _(
        "This project has no avatar that can be used. Pick one in the project, then start again."
    ),
    "conversation.project_is_gone": _(
        "This project is not there any more. Nothing was charged; start from another project."
    ),
    "conversation.provider_failed": _(
        "A service that the avatar needs did not answer. Ask again in a moment."
    ),
    "conversation.provider_setup": _(
        "The service that writes the avatar's answers refused the key or the model. Its owner must check "
        "the project's settings."
    ),
    "conversation.cannot_hear": _("What you said could not be written down. Say it again, or type it."),
    "conversation.left_60s": _("One minute is left: then the credits are used up."),
    "conversation.left_15s": _("15 seconds are left: then the credits are used up."),
    "conversation.limit_60s": _("One minute is left: then this conversation reaches the longest time of your plan."),
    "conversation.limit_15s": _("15 seconds are left: then this conversation reaches the longest time of your plan."),
    "ended.visitor": _("The conversation has ended."),
    "ended.time_used_up": _("Your conversation time is used up."),
    "ended.session_limit": _("This conversation has reached the longest time that your plan allows."),
    "ended.nothing_delivered": _(
        "The avatar could not be brought to you within 30 seconds, so the conversation was ended. It cost "
        "nothing."
    ),
    "ended.lost": _(
        "Your browser was gone and did not come back in time, so the conversation was ended. You pay only until it left."
    ),
    "ended.server_stopped": _(
        "The server is being restarted, so the conversation was ended. You can start a new one."
    ),
    "ended.failed": _(
        "Something went wrong on our side and the conversation was stopped. You pay only for the time "
        "until then."
    ),
    "ended.team": _("The team of this project has ended the conversation."),
    "guest.closed": _("This chat page is closed, or its link has changed. Ask whoever gave it to you for a new one."),
    "guest.full": _("As many people are talking as can talk at a time. Try again in a few minutes."),
    "guest.day_is_over": _(
        "Today's time for guests is used up. There is more from midnight UTC on, in %(time)s. Please come back then."
    ),
    "guest.rest_is_taken": _("Other guests are using what is left of today's time. Try again in a few minutes."),
    "guest.talks_already": _("You are talking in another tab or window already. End that conversation first."),
    "guest.too_often": _("That was too often in a short time. Wait ten minutes, then try again."),
    "guest.not_now": _("This page can't take guests just now. Try again later, or tell whoever gave you the link."),
    "guest.conversation.has_ended": _("This conversation has ended. You can start a new one."),
    "guest.conversation.cannot_start": _("The avatar could not be loaded. Try again in a moment."),
    "guest.conversation.no_avatar": _("The avatar is not there any more. Ask whoever gave you the link."),
    "guest.conversation.provider_setup": _(
        "The avatar can't answer just now. Try again later, or tell whoever gave you the link."
    ),
    "guest.conversation.left_60s": _("One minute is left for this conversation."),
    "guest.conversation.left_15s": _("15 seconds are left for this conversation."),
    "guest.conversation.limit_60s": _("One minute is left for this conversation."),
    "guest.conversation.limit_15s": _("15 seconds are left for this conversation."),
    "guest.ended.time_used_up": _("The time for this conversation is over. Thank you for talking."),
    "guest.ended.session_limit": _("The time for this conversation is over. Thank you for talking."),
    "guest.ended.nothing_delivered": _("The avatar could not be brought to you within 30 seconds. Please try again."),
    "guest.ended.lost": _("Your browser was gone and did not come back in time, so the conversation was ended."),
    "guest.ended.failed": _("Something went wrong on our side and the conversation was stopped. Please try again."),
    "why.visitor": _("Ended by the visitor"),
    "why.time_used_up": _("Credits used up"),
    "why.session_limit": _("The longest time was reached"),
    "why.team": _("Ended by the team"),
    "why.nothing_delivered": _("Nothing arrived within 30 seconds"),
    "why.lost": _("Connection lost"),
    "why.process_lost": _("Our server stopped"),
    "why.server_stopped": _("Our server restarted"),
    "why.failed": _("A fault on our side"),
    "next.new_conversation": _("Start a new conversation"),
    "next.project": _("Open the project"),
    "next.projects": _("See your projects"),
    "next.credits": _("Get more credits"),
    "next.billing": _("Open Billing"),
    "next.running": _("Open the running conversation"),
    "next.plans": _("See the plans"),
}
