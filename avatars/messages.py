"""What a person reads about avatars: message id -> sentence."""

from django.utils.translation import gettext_lazy as _

from avatars.footage_messages import COACH, FOOTAGE
from avatars.recording_messages import RECORDING

MESSAGES = {
    **RECORDING,
    **FOOTAGE,
    **COACH,
    "avatar.not_allowed": _("An avatar that is “%(before)s” can't become “%(after)s”."),
    "avatar.changed": _("This avatar has just changed. Load the page again."),
    "avatar.cancelled": _("Cancelled. You can go on where it stopped, at no further cost."),
    "avatar.deactivated": _("%(name)s is deactivated: no new conversation can use it."),
    "avatar.reactivated": _("%(name)s is active again."),
    "avatar.renamed": _("It is called %(name)s now."),
    "avatar.deleted": _("%(name)s is deleted, with all its footage."),
    "avatar.bad_name": _("Give it a name of at most 80 letters."),
    "avatar.not_own": _("This can be done with avatars of your own alone."),
    "staff.avatar.not_own": _("This is a sample avatar: only those that customers made can be changed so."),
    "staff.avatar.busy": _("A run on it is open. Cancel that first, or wait until it ends."),
    "staff.avatar.nothing_to_cancel": _("No run on it is open, so there was nothing to cancel."),
    "staff.avatar.nothing_to_retry": _("It has no run that failed or was cancelled. The customer must record anew."),
    "staff.avatar.no_recording": _("Its recording is gone. The customer must record anew."),
    "staff.avatar.changed": _("Its status changed just now. Nothing was done: look again."),
    "avatar.busy": _("This avatar is being worked on. Wait until that ends, or cancel it first."),
    "avatar.nothing_to_cancel": _("Nothing is going on that could be cancelled. Load the page again."),
    "avatar.nothing_to_retry": _("There is nothing to try again. Use other footage."),
    "avatar.no_recording": _(
        "Its footage is not there any more. Record it again, or upload the video again."
    ),
    "avatar.stage_crashed": _(
        "Something went wrong on our side, and it cost you no slot. Try again; if it stays, record it again or upload "
        "the video in another format, and write to us."
    ),
    "avatar.renewal_crashed": _(
        "Something went wrong on our side. You need do nothing: the next update tries it again. You can do so now as "
        "well; if it stays, write to us."
    ),
    "avatar.worker_died": _(
        "The server was interrupted several times while it worked on this. Try again; if it stays, write to us."
    ),
    "avatar.no_owner": _("Nobody here has the e-mail address %(email)s. Make the account first."),
    "avatar.no_file": _("There is no file %(path)s."),
    "avatar.no_bundle": _(
        "The files of %(name)s are missing. Choose another avatar, or ask your administrator."
    ),
    "avatar.not_active.draft": _("It has no footage yet."),
    "avatar.not_active.uploading": _("Its footage has not been sent yet."),
    "avatar.not_active.creating": _("It is still being created."),
    "avatar.not_active.created": _("Created, but not activated yet."),
    "avatar.not_active.activating": _("It is being activated; this takes a few minutes."),
    "avatar.not_active.deactivated": _("Deactivated: it can't be used in conversations now."),
    "avatar.not_active.failed": _("Its creation or activation failed. Its own page says why."),
    "avatar.not_active.cancelled": _("Its creation or activation was cancelled."),
    "avatar.not_active.deleted": _("It was deleted."),
    "avatar.mail.ready.subject": _("%(name)s is ready"),
    "avatar.mail.ready": _("Your avatar %(name)s is active. Talk with it, or give it to a project:\n\n%(page)s\n"),
    "avatar.mail.failed.subject": _("%(name)s could not be made"),
    "avatar.mail.failed": _(
        "Your avatar %(name)s could not be made. Its page says why, and what to do:\n\n%(page)s\n"
    ),
    "avatar.mail.kept.subject": _("The new footage for %(name)s can't be used"),
    "avatar.mail.kept": _(
        "Your avatar %(name)s stays as it was. Its page says what is wrong with the new footage:\n\n%(page)s\n"
    ),
    "avatar.mail.not_renewed.subject": _("%(name)s could not be renewed"),
    "avatar.mail.not_renewed": _(
        "Your avatar %(name)s goes on as it was. Its page says why it could not be renewed:\n\n%(page)s\n"
    ),
    "voice.none": _("There is no voice to fetch for “%(language)s”: the built-in one goes on speaking it."),
    "voice.no_internet": _(
        "%(host)s can't be reached, so the built-in voice goes on speaking. Run this again when it can, "
        "set PIPER_VOICES_URL to a copy, or put the .onnx and .onnx.json files into PIPER_DIR yourself."
    ),
    "voice.refused": _("The collection has no “%(name)s”. Check the name, or PIPER_VOICES_URL."),
    "voice.broken": _("%(name)s did not come whole. Run this again: it goes on where it broke off."),
}
