"""Chinese and Japanese text, which writes no spaces: the lexicon's words first, then what lies between them."""

import math
import re
from functools import cache

from projects.chat.similar.lexicon import concepts
from projects.chat.similar.weights import frequencies
from projects.chat.similar.words import plain

UNSPACED = ("zh", "ja")
# Japanese content is written in kanji, katakana or Latin letters; hiragana between them is grammar.
JAPANESE_RUN = re.compile(r"[\u3400-\u9fff々]+|[\u30a0-\u30ffー]+|[a-z0-9]+")
CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
LONGEST_WORD = 4
UNKNOWN_COST = 14.0


def pieces(text: str, language: str) -> list[tuple[str, frozenset[str]]]:
    """Words in order with the concepts they name."""
    found: list[tuple[str, frozenset[str]]] = []
    at = 0
    for match in lexicon_pattern(language).finditer(text):
        found += [(word, frozenset()) for word in between(text[at : match.start()], language)]
        found.append((match[0], named(language)[match[0]]))
        at = match.end()
    return found + [(word, frozenset()) for word in between(text[at:], language)]


def between(text: str, language: str) -> list[str]:
    """Words of a stretch that holds no word of the lexicon."""
    if language == "ja":
        return JAPANESE_RUN.findall(text)
    return [word for run in CHINESE_RUN.findall(text) for word in likeliest(run)]


def likeliest(run: str) -> list[str]:
    """The most probable division into words, each word's probability being its frequency (Viterbi)."""
    if run.isascii():
        return [run]
    known = frequencies("zh")
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        options = []
        for start in range(max(0, end - LONGEST_WORD), end):
            share = known.get(run[start:end], 0.0)
            if share or end - start == 1:
                options.append((best[start][0] + (-math.log(share) if share else UNKNOWN_COST), start))
        best.append(min(options))
    found, end = [], len(run)
    while end:
        found.append(run[best[end][1] : end])
        end = best[end][1]
    return found[::-1]


@cache
def named(language: str) -> dict[str, frozenset[str]]:
    """The lexicon's words -> concepts."""
    table: dict[str, set[str]] = {}
    for name, listed in concepts(language).items():
        for word in listed:
            table.setdefault(plain(word, language), set()).add(name)
    return {word: frozenset(names) for word, names in table.items()}


@cache
def lexicon_pattern(language: str) -> re.Pattern[str]:
    """Any word of the lexicon, the longest first."""
    longest_first = sorted(named(language), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
