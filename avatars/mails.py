"""Mails to an avatar's owner: it is ready, or it could not be made. They name it and its page, nothing else of it."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from avatars.models import Avatar
from avatarsite.errors import UserError
from avatarsite.messages import sentence

log = structlog.get_logger(__name__)


def tell_owner(avatar: Avatar, what: str) -> None:
    """Once, when the transaction is committed. what: "ready", "failed", "kept" (a new recording was no good) or
    "not_renewed"."""
    assert avatar.workspace is not None  # noqa: S101 - own avatars have one, by a constraint
    address, pk = avatar.workspace.owner.email, avatar.pk
    facts = {"name": avatar.name, "page": settings.SITE_URL + reverse("avatar_detail", args=[avatar.code])}
    subject = " ".join(sentence(UserError(f"avatar.mail.{what}.subject", **facts)).split())  # a header is a line
    body = sentence(UserError(f"avatar.mail.{what}", **facts))
    transaction.on_commit(lambda: _send(pk, subject, body, address))


def _send(pk: int, subject: str, body: str, address: str) -> None:
    """A mail that can't be sent stops nothing: the page says the same."""
    try:
        send_mail(subject, body, None, [address])
    except (SMTPException, OSError) as error:
        log.warning("mail_not_sent", avatar=pk, error=type(error).__name__)
