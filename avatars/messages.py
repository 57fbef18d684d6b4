"""What a person reads about avatars: message id -> sentence."""

from django.utils.translation import gettext_lazy as _

from avatars.recording_messages import RECORDING

MESSAGES = {
    **RECORDING,
    "avatar.not_allowed": _("An avatar that is “%(before)s” can't become “%(after)s”."),
    "avatar.changed": _("This avatar has just changed. Load the page again."),
    "avatar.no_bundle": _(
        "The files of %(name)s are missing. Choose another avatar, or ask your administrator."
    ),
    "avatar.not_active.draft": _("Not recorded yet."),
    "avatar.not_active.uploading": _("Its recording is still being uploaded."),
    "avatar.not_active.creating": _("It is still being created."),
    "avatar.not_active.created": _("Created, but not activated yet."),
    "avatar.not_active.activating": _("It is being activated; this takes a few minutes."),
    "avatar.not_active.deactivated": _("Deactivated: it can't be used in conversations now."),
    "avatar.not_active.failed": _("Its creation or activation failed. Its own page says why."),
    "avatar.not_active.cancelled": _("Its creation or activation was cancelled."),
    "avatar.not_active.deleted": _("It was deleted."),
    "voice.none": _("There is no voice to fetch for “%(language)s”: the built-in one goes on speaking it."),
    "voice.no_internet": _(
        "%(host)s can't be reached, so the built-in voice goes on speaking. Run this again when it can, "
        "set PIPER_VOICES_URL to a copy, or put the .onnx and .onnx.json files into PIPER_DIR yourself."
    ),
    "voice.refused": _("The collection has no “%(name)s”. Check the name, or PIPER_VOICES_URL."),
    "voice.broken": _("%(name)s did not come whole. Run this again: it goes on where it broke off."),
}
