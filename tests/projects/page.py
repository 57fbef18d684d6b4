"""What the project page sends."""

from typing import Any

Rows = list[dict[str, str]]


def filled(rows: Rows | None = None, initial: int = 0, **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it, with rows of questions and answers."""
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
