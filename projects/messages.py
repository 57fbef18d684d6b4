"""What a person reads about projects: message id -> sentence."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "project.no_avatar": _(
        "This project has no avatar any more. Choose one in the project, then start again."
    ),
    "project.avatar_not_active": _("%(name)s can't talk now: %(why)s Choose another avatar in the project."),
    "project.avatar_gone": _("This avatar is not available. Choose another one."),
    "project.unknown_language": _("No voice here speaks this language. Choose one from the list."),
    "project.unknown_voice": _("This voice does not speak the chosen language. Choose one from the list."),
    "project.no_key": _("ChatGPT needs a key: give this project one. The site has none of its own."),
    "project.nothing_to_import": _(
        "Nothing was found. Write each question, then its answer on the next lines, with an empty line between pairs."
    ),
    "shared.out_of_range": _("Give a whole number from 1 to %(most)s."),
    "shared.longer_than_the_day": _(
        "One conversation can't be longer than the minutes of a whole day. Give fewer, or more for the day."
    ),
    "shared.opened": _("The page is open. Copy the link and give it to your guests."),
    "shared.closed": _("The page is closed. Who talks now may finish; nobody else can begin."),
    "shared.renewed": _("This is the new link. The old one opens nothing any more; who talks now may finish."),
    "shared.saved": _("Saved. It counts for guests who begin from now on."),
    "project.deleted": _("“%(name)s” was deleted."),
    "project.saved": _("Saved. It counts for conversations that start from now on."),
}
