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
    "project.deleted": _("“%(name)s” was deleted."),
    "project.saved": _("Saved. It counts for conversations that start from now on."),
}
