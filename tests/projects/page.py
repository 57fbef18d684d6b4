"""What the project page sends."""

import re
from typing import Any

from projects.models import Project


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


def rows_of(project: Project) -> list[dict[str, str]]:
    """Its answers as the page sends them."""
    return [
        {"id": str(row.pk), "question": row.question, "alternatives": "", "answer": row.answer}
        for row in project.entries.all()
    ]


def seen_in(text: str) -> str:
    """The last change of the project that a page's text knows of."""
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', text)
    return str(seen)
