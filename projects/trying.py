"""Which written answer a question gets, for the owner who tries it."""

from typing import Any

from projects.chat import ChatConfig, Entry
from projects.models import Project


def tried(project: Project, question: str) -> dict[str, Any]:
    """entry (KnowledgeEntry or None), answer, source ("entry", "unknown", or "" for an empty question)."""
    if not question:
        return {"entry": None, "answer": "", "source": ""}
    from projects.chat.written import WrittenAnswerer  # here: its word lists take seconds to load

    rows = list(project.entries.all())
    answer = WrittenAnswerer(config(project, rows)).reply(question)
    row = next((row for row in rows if row.answer == answer), None)
    return {"entry": row, "answer": answer, "source": "entry" if row else "unknown"}


def config(project: Project, rows: Any) -> ChatConfig:
    """The written answers alone, as a session without ChatGPT gets them."""
    entries = tuple(Entry(row.question, row.answer, tuple(row.alternatives)) for row in rows)
    return ChatConfig(
        language=project.language,
        greeting=project.greeting,
        entries=entries,
        unknown_line=project.unknown_line,
    )
