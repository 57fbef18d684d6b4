"""Greetings, thanks and goodbyes, and the built-in "I don't know", in eleven languages."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

LINES = Path(__file__).with_name("smalltalk.json")
WORD = re.compile(r"[^\W_][\w\u0900-\u0963\u064b-\u0655']*")
LONGEST = 60  # characters; more than that is no mere greeting


@cache
def lines() -> dict[str, Any]:
    """Language -> {"unknown": line, "fillers": words, kind: {"say": words and phrases, "reply": line}}."""
    told: dict[str, Any] = json.loads(LINES.read_text("utf-8"))
    return told


def of(language: str) -> dict[str, Any]:
    """The lines of a language; English for one that has none."""
    base = language.split("-")[0].lower()
    return lines().get(base) or lines()["en"]


def unknown_line(language: str) -> str:
    """The built-in "I don't know"."""
    return str(of(language)["unknown"])


def small_talk(text: str, language: str) -> str | None:
    """A fitting reply when `text` is nothing but a greeting, thanks, goodbye or "how are you"; else None."""
    if len(text) > LONGEST:
        return None
    told = of(language)
    plain = " ".join(WORD.findall(text.lower()))
    for kind in told["kinds"]:
        if is_only(plain, kind["say"], told["fillers"]):
            return str(kind["reply"])
    return None


def is_only(plain: str, said: list[str], fillers: list[str]) -> bool:
    """Whether nothing is left of `plain` once one phrase of `said` at least, and the fillers, are taken out."""
    rest = plain
    for phrase in sorted(said, key=len, reverse=True):
        rest = taken_out(rest, phrase)
    if rest == plain:
        return False
    for word in sorted(fillers, key=len, reverse=True):
        rest = taken_out(rest, word)
    return not rest.strip()


def taken_out(text: str, phrase: str) -> str:
    """Whole words only, except in Chinese and Japanese, which write no spaces."""
    if phrase[0] >= "\u3040" and not "\uac00" <= phrase[0] <= "\ud7af":
        return text.replace(phrase, " ")
    return re.sub(rf"(?<!\S){re.escape(phrase)}(?!\S)", " ", text)
