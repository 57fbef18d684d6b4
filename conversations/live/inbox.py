"""What the browser may send. Anything else is a UserError, and the session goes on."""

import json
from typing import Any

from avatarsite.errors import UserError

MAX_MESSAGE = 100_000
MAX_SOUND = 64_000
MICROPHONE = 1

# type -> its fields: the name, the kinds it may have, what it is when left out (... : it must be there)
FIELDS: dict[str, dict[str, tuple[tuple[type, ...], Any]]] = {
    "hello": {"transport": ((str,), "webrtc"), "can": ((dict,), {})},
    "offer": {"sdp": ((str,), ...)},
    "fallback": {},
    "text": {"id": ((str, int), ""), "text": ((str,), ...)},
    "mic": {"on": ((bool,), ...)},
    "push_to_talk": {"down": ((bool,), ...)},
    "transcript": {"text": ((str,), ...), "final": ((bool,), False), "id": ((str, int), "")},
    "interrupt": {},
    "heartbeat": {"t": ((int, float), 0)},
    "stats": {},
    "played": {"slice": ((int,), ...)},
    "end": {},
}


def parse(raw: str) -> dict[str, Any]:
    """The message with all its fields, each of the right kind. UserError("conversation.bad_message") otherwise."""
    if len(raw) > MAX_MESSAGE:
        raise UserError("conversation.message_too_big", limit=MAX_MESSAGE)
    try:
        message = json.loads(raw)
        fields = FIELDS[message["type"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError("conversation.bad_message") from error
    return {"type": message["type"], **{name: _field(message, name, *rule) for name, rule in fields.items()}}


def _field(message: dict[str, Any], name: str, kinds: tuple[type, ...], default: Any) -> Any:
    if message.get(name) is None and default is not ...:
        return default
    value = message.get(name)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise UserError("conversation.bad_message")
    return value
