"""How much a word tells: rare words much, common ones little, by wordfreq's Zipf scale (log10 per billion)."""

import math
from bisect import bisect_left
from functools import cache

import wordfreq

from projects.chat.similar.words import plain

SILENT_ZIPF = 6.5  # "the", "is", "you": tell nothing
TELLING_ZIPF = 3.4  # a word this rare tells as much as any
UNKNOWN_ZIPF = 2.8
LEAST = 0.03
RARE_ZIPF = 3.6
SHORTEST_STEM = 4
LONGEST_ENDING = 4


@cache
def frequencies(language: str) -> dict[str, float]:
    """Word as `plain` writes it -> share of all words; empty for a language that wordfreq does not know."""
    try:
        shares = wordfreq.get_frequency_dict(language, "small")
    except LookupError:
        return {}
    folded: dict[str, float] = {}
    for word, share in shares.items():
        key = plain(word, language)
        folded[key] = max(share, folded.get(key, 0.0))
    return folded


@cache
def listed(language: str) -> list[str]:
    """The known words in order."""
    return sorted(frequencies(language))


def zipf_of_forms(word: str, stem: str, language: str) -> float:
    """Of the word, or where it is rare, of its commonest form: listed words that begin with the same stem."""
    own = max(zipf(word, language), zipf(stem, language))
    if own > RARE_ZIPF or len(stem) < SHORTEST_STEM:
        return own
    known = listed(language)
    begin, end = bisect_left(known, stem), bisect_left(known, stem + "\U0010ffff")
    forms = (form for form in known[begin:end] if len(form) <= len(stem) + LONGEST_ENDING)
    return max([own, *(zipf(form, language) for form in forms)])


def zipf(word: str, language: str) -> float:
    """Zipf frequency of a word as written."""
    share = frequencies(language).get(word, 0.0)
    return math.log10(share) + 9 if share else UNKNOWN_ZIPF


def weight(word: str, stem: str, language: str) -> float:
    """In [LEAST, 1]."""
    telling = (SILENT_ZIPF - zipf_of_forms(word, stem, language)) / (SILENT_ZIPF - TELLING_ZIPF)
    return min(1.0, max(LEAST, telling))
