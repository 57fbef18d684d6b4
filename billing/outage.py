"""When this process last found the database away. Then silent sessions may well be alive: they get time to speak."""

from datetime import datetime, timedelta

PATIENCE = timedelta(seconds=15)

_noted: list[datetime] = []


def note(now: datetime) -> None:
    """It did not answer just now."""
    _noted[:] = [now]


def is_recent(now: datetime) -> bool:
    """Whether that was a short while ago."""
    return bool(_noted) and timedelta(0) <= now - _noted[0] <= PATIENCE


def forget() -> None:
    """As if it had never been away."""
    _noted.clear()
