"""What can be wrong with a recording. The words stand in `avatars/footage_messages.py`, by message id."""

from dataclasses import asdict, dataclass, field
from typing import Any

from avatarsite.errors import UserError


@dataclass(frozen=True)
class Reason:
    """Why footage, or a spot of it, can't be used: a message id and the facts that fill its sentence."""

    id: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """{"id", "facts"}, as in gate.json."""
        return asdict(self)


class FootageError(UserError):
    """The recording can't become an avatar. `reasons`: all that were found, the weightiest first."""

    def __init__(self, message_id: str, **facts: Any) -> None:
        super().__init__(message_id, **facts)
        self.reasons: list[Reason] = [Reason(message_id, facts)]


def refusal(reasons: list[Reason]) -> FootageError:
    """One error that carries all `reasons` (at least one)."""
    error = FootageError(reasons[0].id, **reasons[0].facts)
    error.reasons = list(reasons)
    return error
