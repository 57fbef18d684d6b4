"""Cuts a stream of text into speakable sentences, each as early as it is sure to be whole.

A mark that may or may not end a sentence ("Dr.", "3.", a closing quote still to come) waits for the next
characters; a full-width mark never does. A clause that grows too long is cut at its last comma, so that the
voice never waits for a whole paragraph; only the text's end lets out what has no mark at all.
"""

import re
from collections.abc import AsyncIterator

from projects.chat.abbreviations import is_abbreviation

LONG = 180  # characters: about 12 s of speech; beyond it a comma is cut at
LONG_WIDE = 70  # the same in Chinese and Japanese writing, where a character is a syllable or more
FAR_TOO_LONG = 3  # times as long: cut at a space
FIRST = 0.5  # of the length: the first sentence's, since the visitor waits for it

SURE = "。！？｡؟।॥۔"  # never inside a number, address or abbreviation
MAYBE = ".!?…"
CLOSING = "\"'”’»)]）」』】》"
OPENING = "「『《【（“"
SHUTTING = "」』】》）”"
COMMAS = ",;:،؛，、；："
END = re.compile(rf"[{SURE}{re.escape(MAYBE)}]+[{re.escape(CLOSING)}]*|\n+")
WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
LETTER = re.compile(r"[^\W_]")
MARKDOWN = re.compile(r"^\s*(?:#{1,6}\s+|[-*•]\s+|>\s+)|\*\*|__|`+", re.MULTILINE)


async def sentences(deltas: AsyncIterator[str], language: str) -> AsyncIterator[str]:
    """Sentences of `deltas` in order, stripped, without markdown's marks.

    When `deltas` raises, so does this, after the sentences that were whole; the rest is dropped.
    """
    buffer, first = "", True
    async for delta in deltas:
        buffer += delta
        while (cut := first_cut(buffer, language, first)) is not None:
            if piece := speakable(buffer[:cut]):
                yield piece
                first = False
            buffer = buffer[cut:]
    for piece in split(buffer, language):
        yield piece


def split(text: str, language: str) -> list[str]:
    """The sentences of a text that is complete."""
    pieces = []
    text += "\n"
    while (cut := first_cut(text, language)) is not None:
        pieces.append(speakable(text[:cut]))
        text = text[cut:]
    return [piece for piece in [*pieces, speakable(text)] if piece]


def first_cut(text: str, language: str, first: bool = False) -> int | None:
    """Where the first whole sentence ends, or None while that is not known."""
    for match in END.finditer(text):
        if not LETTER.search(text[: match.start()]):
            continue
        verdict = ends_sentence(text, match, language)
        if verdict:
            return match.end()
        if verdict is None:
            break
    return long_cut(text, language, FIRST if first else 1.0)


def ends_sentence(text: str, match: re.Match[str], language: str) -> bool | None:
    """Whether the marks at `match` end a sentence; None where the next characters must tell."""
    before, following = text[: match.start()], text[match.end() :]
    if match[0][0] in SURE or match[0][0] == "\n":
        return None if not following and is_open(text) else True
    if not following:
        return None
    if not following[0].isspace() and not is_wide(following[0]):
        return False
    if match[0][0] == "." and not match[0].startswith(".."):
        abbreviated = is_abbreviation(before, following, language)
        return None if abbreviated is None else not abbreviated
    return True


def is_open(text: str) -> bool:
    """Whether a bracket or quote waits for its other half."""
    return sum(map(text.count, OPENING)) > sum(map(text.count, SHUTTING))


def long_cut(text: str, language: str, share: float = 1.0) -> int | None:
    """Where to cut a clause that grew too long: its last comma, or at three times the length, a space."""
    limit = int(share * (LONG_WIDE if language[:2] in ("zh", "ja") else LONG))
    if len(text) <= limit:
        return None
    for at in range(limit, limit // 3, -1):
        if text[at - 1] in COMMAS and (text[at].isspace() or is_wide(text[at - 1])):
            return at
    if len(text) > limit * FAR_TOO_LONG:
        return text.rfind(" ", limit, limit * FAR_TOO_LONG) + 1 or limit * FAR_TOO_LONG
    return None


def is_wide(character: str) -> bool:
    """Chinese, Japanese, Korean characters and full-width marks: no space need stand before them."""
    return bool(WIDE.match(character))


def speakable(piece: str) -> str:
    """Without markdown's marks, on one line; empty where nothing in it can be spoken."""
    plain = " ".join(MARKDOWN.sub("", piece).split()).lstrip("”’»」』】》）)· ")
    return plain if LETTER.search(plain) else ""
