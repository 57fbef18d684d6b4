"""A text cut into sentences, with the place of each in the text."""

import re
from collections.abc import Iterator

LONGEST = 280  # characters: a longer run without an end mark is cut at a comma or a space
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s|$))|(?:[。！？]+[」』”’）]*)|[।؟۔]+|\n+")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(offset, sentence) in order; nothing but white space is left out."""
    start = 0
    for match in _END.finditer(text):
        yield from _short(text, start, match.end())
        start = match.end()
    yield from _short(text, start, len(text))


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    while end - start > LONGEST:
        cut = start + _cut(text[start : start + LONGEST])
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _cut(piece: str) -> int:
    for marks in (";:；：،,、，", " "):
        at = max(piece.rfind(mark) for mark in marks)
        if at > LONGEST // 4:
            return at + 1
    return len(piece)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    sentence = text[start:end]
    if sentence.strip():
        lead = len(sentence) - len(sentence.lstrip())
        yield start + lead, sentence.strip()
