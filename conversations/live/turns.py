"""When what the visitor says becomes a turn: typed text, a final transcript, or the end of an utterance."""

from dataclasses import dataclass, field

from avatarsite.errors import UserError

MAX_TEXT = 2000


@dataclass(frozen=True)
class Utterance:
    """`source`: typed, browser or voice. `latency`: milliseconds of the steps before it was committed."""

    id: str
    text: str
    source: str
    latency: dict[str, int] = field(default_factory=dict)


def committed(id_: str, text: str, source: str, latency: dict[str, int] | None = None) -> Utterance:
    """The turn, or UserError: nothing in it, or more than anybody says at once."""
    text = " ".join(text.split())
    if not text:
        raise UserError("conversation.empty_message")
    if len(text) > MAX_TEXT:
        raise UserError("conversation.message_too_long", length=len(text), limit=MAX_TEXT)
    return Utterance(id_, text, source, latency or {})
