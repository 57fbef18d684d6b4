"""What the project page sends."""

from typing import Any


def filled(rows: Any = None, initial: Any = 0, **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it. rows: a dict of texts each; initial: how many are saved."""
    data = {
        "name": "Museum",
        "avatar": "sample1",
        "language": "en",
        "voice": "",
        "greeting": "Welcome.",
        "temperature": "0.5",
        "unknown_line": "I don't know.",
        "entries-TOTAL_FORMS": str(len(rows or [])),
        "entries-INITIAL_FORMS": str(initial),
    }
    for number, row in enumerate(rows or []):
        data |= {f"entries-{number}-{name}": value for name, value in {"ORDER": str(number), **row}.items()}
    return data | changes
