"""What a person reads about recordings and uploads: message id -> sentence."""

from django.utils.translation import gettext_lazy as _

RECORDING = {
    "recording.closed": _(
        "This footage was sent or left already. Open the avatar's page to see where it is."
    ),
    "recording.bad_request": _("The browser sent something that does not fit. Load the page again."),
    "recording.gap": _("A piece is missing. It is sent again by itself."),
    "recording.take_over": _("This take has ended. Record the part once more."),
    "recording.too_many_takes": _(
        "There are %(takes)s takes already. Delete some in the review, then record again."
    ),
    "recording.too_large": _("More than 2 GB can't be taken. Send a shorter or a smaller video."),
    "recording.empty_file": _("This file is empty. Choose another one."),
    "recording.disk_full": _(
        "The server has no room left. What was sent is kept. Tell your administrator, then go on here."
    ),
    "recording.trim_too_short": _("Leave at least one second of it, or delete the take."),
    "recording.not_now": _(
        "This avatar is “%(status)s”, so new footage can't be taken for it now. Wait until that is done."
    ),
    "recording.not_whole": _("The file has not arrived completely. Choose it once more: the upload goes on."),
    "recording.bad_length": _(
        "The video must be between %(low)s seconds and %(high)s minutes long. Choose another one, or cut it."
    ),
    "recording.too_little": _(
        "So far there are %(seconds)s seconds of speech; %(low)s are the least. Record another part."
    ),
}
