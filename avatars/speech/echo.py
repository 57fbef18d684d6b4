"""The avatar's own words, heard back from loudspeakers, are not the visitor's."""

import re
import unicodedata

SHORTEST = 3  # signs: a "yes" that the avatar also said is still the visitor's
MOST_HEARD = 240  # signs of a transcript that are compared: the work grows with the product of both lengths
MOST_SPOKEN = 2000
LONG_ENOUGH = 6  # signs from which on some may be misheard
ALIKE = 0.78


def similar_to_spoken(text: str, spoken_text: str) -> bool:
    """Whether transcript `text` is a (mangled) stretch of `spoken_text`, what the avatar is or was saying.

    The best-fitting stretch is found by edit distance over letters, so that cut-off edges, punctuation, case
    and a few misheard letters do not matter, and it works without spaces between words.
    """
    heard, spoken = _letters(text)[:MOST_HEARD], _letters(spoken_text)[-MOST_SPOKEN:]
    if len(heard) < SHORTEST or not spoken:
        return False
    likeness = 1 - _distance_within(heard, spoken) / len(heard)
    return likeness >= (ALIKE if len(heard) >= LONG_ENOUGH else 0.99) and not _only_words_of_assent(text)


_ASSENT = frozenset(
    (
        *(
            "yes",
            "no",
            "ok",
            "okay",
            "stop",
            "wait",
            "hello",
            "sí",
            "si",
            "oui",
            "non",
            "ja",
            "nein",
            "sim",
            "não",
        ),
        *("はい", "いいえ", "네", "예", "아니요", "是", "不", "对", "हाँ", "नहीं", "نعم", "لا"),
    )
)


def _only_words_of_assent(text: str) -> bool:
    words = re.findall(r"\w+", text.lower())
    return bool(words) and all(word in _ASSENT for word in words)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN")


def _distance_within(heard: str, spoken: str) -> int:
    """Fewest edits that turn `heard` into some stretch of `spoken` (Sellers 1980)."""
    row = [0] * (len(spoken) + 1)
    for i, sign in enumerate(heard, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(spoken, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (sign != other))
    return min(row)
