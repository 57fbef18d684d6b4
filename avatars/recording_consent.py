"""What a person agrees to before their face becomes an avatar. A changed text is a new version; none is edited."""

from django.utils.translation import gettext_lazy as _

VERSION = 1

STATEMENTS = {
    1: (
        _("The person in the footage is me, or has allowed me in writing to make an avatar of them."),
        _("That person is of age."),
        _(
            "An avatar made of the footage may speak any words that the owner of this account gives it, also in "
            "other languages and with other voices."
        ),
        _(
            "The footage is kept on this server and used for this avatar alone. Deleting the avatar deletes the "
            "footage."
        ),
        _("I will not use it to deceive anybody about who is speaking."),
    ),
}


def statement(version: int = VERSION) -> list[str]:
    """The sentences of a version, in the reader's language."""
    return [str(line) for line in STATEMENTS[version]]
