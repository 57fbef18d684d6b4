"""A text as tokens that can be compared: stem, concepts, weight, and groups of letters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache

from projects.chat.similar import korean
from projects.chat.similar.lexicon import concepts
from projects.chat.similar.unspaced import UNSPACED, pieces
from projects.chat.similar.weights import LEAST, frequencies, weight, zipf
from projects.chat.similar.words import plain, stemmer, words

# What a concept tells at least, however common its words are; and at most, where it says little.
TELLS = 0.45
TELLS_LITTLE = 0.25
LITTLE_WORDS = "?why use need allow work add see know help end question answer offer have go"
LITTLE = frozenset(LITTLE_WORDS.split())
LITTLE_AT_MOST = 0.4
COMMON_ZIPF = 6.1
SHORTEST_MENDED = 5
MENDED_FROM = 0.87  # share of letters in common (Ratcliff and Obershelp)
KOREAN_AT_MOST = 0.7  # a form that is not listed may well be of a common verb
NEXT_TO_NOTHING = {
    "?whatis": 0.12,
    "this": 0.12,
    "possible": 0.05,
    "wish": 0.05,
    "exact": 0.05,
    "method": 0.1,
    "please": 0.03,
}


@dataclass(frozen=True)
class Token:
    """`key`: stem and concepts, by which equal tokens are known ("caro" and "cara" are two); `weight` in (0, 1]."""

    key: str
    weight: float
    concepts: frozenset[str] = frozenset()
    grams: frozenset[str] = field(default=frozenset(), compare=False)


def tokens(text: str, language: str) -> list[Token]:
    """The tokens of `text` in `language` (a base code such as "en"), a phrase of the lexicon as one token."""
    if language in UNSPACED:
        found = pieces(plain(text, language), language)
    else:
        found = phrases(words(text, language), language)
    return once([token(word, named, language) for word, named in found])


def once(listed: list[Token]) -> list[Token]:
    """Without those that say again what another says: "how much" and "cost" tell one thing, not two."""
    kept: list[Token] = []
    for one in sorted(listed, key=lambda token: (-len(token.concepts), -token.weight)):
        if not any(
            one.key == other.key or (one.concepts and one.concepts <= other.concepts) for other in kept
        ):
            kept.append(one)
    return kept


def token(word: str, named: frozenset[str], language: str) -> Token:
    """`word`: one word, or a phrase of the lexicon."""
    parts = word.split()
    root = " ".join(key_of(part, language) for part in parts)
    telling = LEAST if len(parts) > 1 else telling_of(word, language)
    return Token("|".join([root, *sorted(named)]), told(telling, named), named, grams(root))


def telling_of(word: str, language: str) -> float:
    """How much a single word tells."""
    root = stem(word, language)
    if language != "ko":
        return weight(word, root, language)
    return LEAST if root in korean.GRAMMAR else min(KOREAN_AT_MOST, weight(word, root, language))


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
    named = by_word(language).get(" ".join(texts)) or by_key(language).get(key)
    return named or (misspelt(texts[0], language) if len(texts) == 1 else frozenset())


@lru_cache(maxsize=4096)
def misspelt(word: str, language: str) -> frozenset[str]:
    """What a word that no list knows would name if a letter or two were mended."""
    if len(word) < SHORTEST_MENDED or word in frequencies(language):
        return frozenset()
    near = get_close_matches(word, by_word(language), 1, MENDED_FROM)
    return by_word(language)[near[0]] if near else frozenset()


@cache
def by_word(language: str) -> dict[str, frozenset[str]]:
    """A lexicon's words and phrases as written -> concepts."""
    return inverted(language, lambda phrase: " ".join(words(phrase, language)))


@cache
def by_key(language: str) -> dict[str, frozenset[str]]:
    """Stems of a lexicon's words and phrases -> concepts."""
    return inverted(
        language, lambda phrase: " ".join(key_of(word, language) for word in words(phrase, language))
    )


def inverted(language: str, form: Callable[[str], str]) -> dict[str, frozenset[str]]:
    """`form` of each word of a lexicon -> the concepts that list it."""
    table: dict[str, set[str]] = {}
    for name, listed in concepts(language).items():
        for phrase in listed:
            table.setdefault(form(phrase), set()).add(name)
    return {key: frozenset(names) for key, names in table.items()}


@lru_cache(maxsize=4096)
def korean_named(texts: tuple[str, ...]) -> frozenset[str]:
    """By the lexicon's words inside the words of the text."""
    first = texts[0].lstrip("0123456789") or texts[0]
    ends = korean.stem(first)
    by_first, by_last = korean_phrases(len(texts))
    return frozenset(
        name
        for phrase, name in (*by_first.get(first[0], ()), *by_last.get(ends[-1], ()))
        if all(korean.holds(word, wanted) for word, wanted in zip(texts, phrase, strict=True))
    )


Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


@cache
def korean_phrases(size: int) -> tuple[Phrases, Phrases]:
    """Phrases of `size` words with their concept, by the first and by the last syllable of the first word."""
    by_first: Phrases = {}
    by_last: Phrases = {}
    for name, listed in concepts("ko").items():
        for phrase in (tuple(words(one, "ko")) for one in listed):
            if len(phrase) == size:
                by_first.setdefault(phrase[0][0], []).append((phrase, name))
                by_last.setdefault(phrase[0][-1], []).append((phrase, name))
    return by_first, by_last


def grams(key: str) -> frozenset[str]:
    """Groups of three letters with the word's edges; of two in scripts whose letters are syllables."""
    size = 3 if key.isascii() or key[:1] < "\u2e80" else 2
    edged = f"^{key}$" if size == 3 else key
    return frozenset(edged[at : at + size] for at in range(max(1, len(edged) - size + 1)))
