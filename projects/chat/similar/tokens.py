"""A text as tokens that can be compared: stem, concepts, weight, and groups of letters."""

from dataclasses import dataclass, field
from functools import cache

from projects.chat.similar import korean
from projects.chat.similar.lexicon import concepts
from projects.chat.similar.unspaced import UNSPACED, pieces
from projects.chat.similar.weights import LEAST, weight, zipf
from projects.chat.similar.words import plain, stemmer, words

# What a concept tells at least, however common its words are; and at most, where it says little.
TELLS = 0.45
TELLS_LITTLE = 0.25
LITTLE = frozenset("?why use need allow work add see know help end question answer offer have go".split())
LITTLE_AT_MOST = 0.4
COMMON_ZIPF = 6.1
NEXT_TO_NOTHING = {"?whatis": 0.12, "this": 0.12, "possible": 0.05, "wish": 0.05, "exact": 0.05, "method": 0.1}


@dataclass(frozen=True)
class Token:
    """`key`: the stem, by which equal tokens are known; `weight` in (0, 1]."""

    key: str
    weight: float
    concepts: frozenset[str] = frozenset()
    grams: frozenset[str] = field(default=frozenset(), compare=False)


def tokens(text: str, language: str) -> list[Token]:
    """The tokens of `text` in `language` (a base code such as "en"), a phrase of the lexicon as one token."""
    if language in UNSPACED:
        found = pieces(plain(text, language), language)
        return [token(word, named, language) for word, named in found]
    return [token(word, named, language) for word, named in phrases(words(text, language), language)]


def token(word: str, named: frozenset[str], language: str) -> Token:
    """`word`: one word, or a phrase of the lexicon."""
    parts = word.split()
    key = " ".join(key_of(part, language) for part in parts)
    telling = LEAST if len(parts) > 1 else telling_of(word, language)
    return Token(key, told(telling, named), named, grams(key))


def telling_of(word: str, language: str) -> float:
    """How much a single word tells."""
    root = stem(word, language)
    if language == "ko" and root in korean.GRAMMAR:
        return LEAST
    return weight(word, root, language)


def told(telling: float, named: frozenset[str]) -> float:
    """The weight, given the concepts."""
    if not named:
        return telling
    if named <= NEXT_TO_NOTHING.keys():
        return max(NEXT_TO_NOTHING[name] for name in named)
    if named & LITTLE:
        return min(LITTLE_AT_MOST, max(TELLS_LITTLE, telling))
    return max(TELLS, telling)


def key_of(word: str, language: str) -> str:
    """The stem; a very common word as it is, since "cómo" is no form of "comer" nor "son" of "sonar"."""
    if language not in UNSPACED and language != "ko" and zipf(word, language) > COMMON_ZIPF:
        return word + "."
    return stem(word, language)


def stem(word: str, language: str) -> str:
    """By the language's own means."""
    return korean.stem(word) if language == "ko" else stemmer(language)(word)


def phrases(texts: list[str], language: str) -> list[tuple[str, frozenset[str]]]:
    """Words in order with the concepts they name; the longest phrase that fits is taken as one."""
    found, at = [], 0
    while at < len(texts):
        size, named = longest(texts[at:], language)
        found.append((" ".join(texts[at : at + size]), named))
        at += size
    return found


def longest(texts: list[str], language: str) -> tuple[int, frozenset[str]]:
    """How many of the words at the beginning make one phrase (1 where none does), and what it names."""
    for size in range(min(len(texts), 4), 1, -1):
        if named := named_by(texts[:size], language):
            return size, named
    return 1, named_by(texts[:1], language)


def named_by(texts: list[str], language: str) -> frozenset[str]:
    """The concepts that these words together name."""
    if language == "ko":
        return korean_named(tuple(texts))
    key = " ".join(key_of(word, language) for word in texts)
    return by_key(language).get(key, frozenset())


@cache
def by_key(language: str) -> dict[str, frozenset[str]]:
    """Keys of a lexicon's words and phrases -> concepts."""
    table: dict[str, set[str]] = {}
    for name, listed in concepts(language).items():
        for phrase in listed:
            key = " ".join(key_of(word, language) for word in words(phrase, language))
            table.setdefault(key, set()).add(name)
    return {key: frozenset(names) for key, names in table.items()}


def korean_named(texts: tuple[str, ...]) -> frozenset[str]:
    """By the lexicon's words inside the words of the text."""
    return frozenset(
        name
        for phrase, name in korean_phrases(len(texts))
        if all(korean.holds(word, wanted) for word, wanted in zip(texts, phrase, strict=True))
    )


@cache
def korean_phrases(size: int) -> list[tuple[tuple[str, ...], str]]:
    """Phrases of `size` words with their concept."""
    listed = ((tuple(phrase.split()), name) for name, all_of in concepts("ko").items() for phrase in all_of)
    return [(phrase, name) for phrase, name in listed if len(phrase) == size]


def grams(key: str) -> frozenset[str]:
    """Groups of three letters with the word's edges; of two in scripts whose letters are syllables."""
    size = 3 if key.isascii() or key[:1] < "\u2e80" else 2
    edged = f"^{key}$" if size == 3 else key
    return frozenset(edged[at : at + size] for at in range(max(1, len(edged) - size + 1)))
