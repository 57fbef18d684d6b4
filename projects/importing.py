"""Questions and answers from pasted text."""

import re
from dataclasses import dataclass

MARK = re.compile(
    r"^\s*(?:q|a|question|answer|질문|답변|질|답|p|r|pregunta|respuesta)\s*[:.)]\s*", re.IGNORECASE
)
LIMIT = 200


@dataclass(frozen=True)
class Pair:
    """What was found."""

    question: str
    answer: str


def pairs(text: str) -> list[Pair]:
    """Blocks apart by an empty line: the first line asks, the rest answers. "Q:" and "A:" may stand before them.

    A block of one line "question <tab> answer" (a row from a spreadsheet) counts too; what has no answer is left out.
    """
    found = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [MARK.sub("", line).strip() for line in block.splitlines() if line.strip()]
        rows = [line.split("\t", 1) for line in lines if "\t" in line]
        if rows and len(rows) == len(lines):
            found += [Pair(question.strip()[:300], answer.strip()[:2000]) for question, answer in rows]
        elif len(lines) > 1:
            found.append(Pair(lines[0][:300], " ".join(lines[1:])[:2000]))
    return [pair for pair in found if pair.question and pair.answer][:LIMIT]
