"""How much a word tells: rare words much, common ones little, by wordfreq's Zipf scale (log10 per billion)."""

import math
from functools import cache

import wordfreq

SILENT_ZIPF = 6.5  # "the", "is", "you": tell nothing
TELLING_ZIPF = 3.4  # a word this rare tells as much as any
UNKNOWN_ZIPF = 2.8
LEAST = 0.03


@cache
def frequencies(language: str) -> dict[str, float]:
    """Word -> share of all words; empty for a language that wordfreq does not know."""
    try:
        return wordfreq.get_frequency_dict(language, "small")
    except LookupError:
        return {}


def zipf(word: str, language: str) -> float:
    """Zipf frequency of a word as written, without accents it may differ a little."""
    share = frequencies(language).get(word, 0.0)
    return math.log10(share) + 9 if share else UNKNOWN_ZIPF


def weight(word: str, language: str) -> float:
    """In [LEAST, 1]."""
    telling = (SILENT_ZIPF - zipf(word, language)) / (SILENT_ZIPF - TELLING_ZIPF)
    return min(1.0, max(LEAST, telling))
