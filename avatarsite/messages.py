"""From a message id to the sentence that a person reads: what happened, and what to do."""

from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _

from avatarsite.errors import UserError

APPS = ("accounts", "billing", "avatars", "projects", "conversations")

MESSAGES = {
    "key.unreadable": _("The saved key can't be read any more. Type it in again and save."),
    "redis.missing": _(
        "No redis-server was found. Run bin/serve again so that it installs one, or set REDIS_URL."
    ),
    "redis.running": _(
        "Another copy already runs here (%(socket)s). Stop it, or set VAR_DIR and PORT to others."
    ),
    "redis.not_started": _("The embedded Redis did not start. Its reason is in %(log)s."),
    "serve.port_taken": _("Port %(port)s is in use on %(host)s. Stop what uses it, or set PORT to another."),
    "serve.bad_host": _("This machine has no address %(host)s. Set HOST to 127.0.0.1 or 0.0.0.0."),
    "unknown": _("Something went wrong on our side. Try again; if it stays, write to us."),
}


def catalogue() -> dict[str, Any]:
    """All ids of all apps with their (lazy) sentences."""
    found: dict[str, Any] = dict(MESSAGES)
    for app in APPS:
        found.update(getattr(import_module(f"{app}.messages"), "MESSAGES", {}))
    return found


def sentence(error: UserError) -> str:
    """The sentence for an error, filled with its facts."""
    return str(catalogue().get(error.message_id, MESSAGES["unknown"])) % error.facts
