"""How alike two tokens are: by stem, by concept, by letters. Indexed, so that only likely pairs are looked at."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from projects.chat.similar.lexicon import related
from projects.chat.similar.tokens import Token

SAME_CONCEPT = 0.9
RELATED = 0.5
LETTERS_FROM = 0.5  # share of common letter groups (Dice) from which words count as forms of each other
LETTERS = 0.9
INSIDE = 0.6  # one word holds the other, as compounds do
INSIDE_FROM = 5  # letters


class Vocabulary:
    """The tokens of all entries, each once."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.places: dict[str, int] = {}
        self.by_concept: dict[str, list[int]] = defaultdict(list)
        self.by_gram: dict[str, list[int]] = defaultdict(list)

    def place(self, token: Token) -> int:
        """The token's place; it is taken in when new."""
        if token.key not in self.places:
            at = self.places[token.key] = len(self.tokens)
            self.tokens.append(token)
            for concept in token.concepts:
                self.by_concept[concept].append(at)
            for gram in token.grams:
                self.by_gram[gram].append(at)
        return self.places[token.key]

    def alike(self, asked: Sequence[Token]) -> np.ndarray:
        """(len(asked), vocabulary) float64 in [0, 1]."""
        table = np.zeros((len(asked), len(self.tokens)))
        for row, token in zip(table, asked, strict=True):
            self._by_letters(token, row)
            self._by_concepts(token, row)
            if token.key in self.places:
                row[self.places[token.key]] = 1.0
        return table

    def _by_concepts(self, token: Token, row: np.ndarray) -> None:
        for concept in token.concepts:
            for near in related().get(concept, ()):
                for at in self.by_concept.get(near, ()):
                    row[at] = max(row[at], RELATED)
        for concept in token.concepts:
            for at in self.by_concept.get(concept, ()):
                row[at] = max(row[at], SAME_CONCEPT)

    def _by_letters(self, token: Token, row: np.ndarray) -> None:
        common: dict[int, int] = defaultdict(int)
        for gram in token.grams:
            for at in self.by_gram.get(gram, ()):
                common[at] += 1
        for at, count in common.items():
            other = self.tokens[at]
            if token.concepts and other.concepts and not token.concepts & other.concepts:
                continue
            dice = 2 * count / (len(token.grams) + len(other.grams))
            if dice >= LETTERS_FROM:
                row[at] = LETTERS * dice
            elif holds(token.key, other.key):
                row[at] = INSIDE


def holds(one: str, other: str) -> bool:
    """Whether a long enough word is part of the other."""
    short, long = sorted((one, other), key=len)
    return len(short) >= (INSIDE_FROM if short[0] < "\u2e80" else 2) and short in long
