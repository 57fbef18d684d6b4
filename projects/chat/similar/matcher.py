"""Finds the entry that a question asks for: soft overlap of tokens, both ways, weighted by what each tells.

A token of the question and one of an entry are alike when stem, concept or letters agree (`vocabulary.py`), in the
manner of soft TF-IDF (Cohen, Ravikumar, Fienberg, 2003). `evidence.py` makes one score of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.chat.similar.evidence import Sides, evidence
from projects.chat.similar.tokens import Token, tokens
from projects.chat.similar.vocabulary import Vocabulary
from projects.chat.similar.words import words
from projects.chat.types import Entry

COMMON_LEFT = 0.35  # what is left of a token's weight when every entry has it
# The more ways to ask a project holds, the likelier one fits by chance: the score that is enough grows with their
# number, as far as the evaluation's unrelated questions ask for.
ENOUGH_FOR_ONE = -3.1
ENOUGH_PER_DOUBLING = 0.55
ENOUGH_AT_LEAST = -1.0
VERBATIM = 100.0  # the score of a question that is asked in the entry's own words


@dataclass(frozen=True)
class Match:
    """An entry and how well it fits a question. `enough`: well enough to be said."""

    entry: Entry
    position: int
    score: float
    enough: bool


@dataclass(frozen=True)
class Form:
    """One way to ask for an entry: places of its tokens in the vocabulary, and their weights."""

    entry: int
    places: np.ndarray
    weights: np.ndarray


class Matcher:
    """Made once per project: entries are split and indexed here, so that a question takes milliseconds."""

    def __init__(self, entries: Sequence[Entry], language: str) -> None:
        self.entries = list(entries)
        self.language = language.split("-")[0].lower()
        asked = [
            [tokens(form, self.language) for form in (entry.question, *entry.alternatives)]
            for entry in self.entries
        ]
        self.verbatim = {
            spelling(form, self.language): at
            for at, entry in reversed(list(enumerate(self.entries)))
            for form in (entry.question, *entry.alternatives)
        }
        all_of = [
            [*forms, tokens(entry.answer, self.language)]
            for forms, entry in zip(asked, self.entries, strict=True)
        ]
        self.vocabulary = Vocabulary()
        self.shared = entry_counts(all_of)
        self.forms = [self._form(at, form) for at, forms in enumerate(asked) for form in forms if form]
        self.around = [self._places([token for form in forms for token in form]) for forms in all_of]

    def best(self, question: str) -> Match | None:
        """The entry that fits best, or None where there is none or the question has no words."""
        ranked = self.rank(question)
        return ranked[0] if ranked else None

    def rank(self, question: str) -> list[Match]:
        """Every entry, best first."""
        asked = tokens(question, self.language)
        if not asked or not self.forms:
            return []
        alike = self.vocabulary.alike(asked)
        sides = Sides(
            weights=np.array([self._weight(token) for token in asked]),
            telling=np.array([token.weight for token in asked]),
        )
        around = [alike[:, places].max(axis=1, initial=0.0) for places in self.around]
        scores = np.full(len(self.entries), -np.inf)
        if (listed := self.verbatim.get(spelling(question, self.language))) is not None:
            scores[listed] = VERBATIM
        for form in self.forms:
            score = evidence(sides, alike[:, form.places], form.weights, around[form.entry])
            scores[form.entry] = max(scores[form.entry], score)
        order = np.argsort(-scores, kind="stable")
        enough = self.enough()
        return [
            Match(self.entries[at], int(at), float(scores[at]), bool(scores[at] > enough)) for at in order
        ]

    def enough(self) -> float:
        """The score from which an entry may be said."""
        return max(ENOUGH_AT_LEAST, ENOUGH_FOR_ONE + ENOUGH_PER_DOUBLING * math.log2(len(self.forms)))

    def _form(self, entry: int, form: list[Token]) -> Form:
        return Form(entry, self._places(form), np.array([self._weight(token) for token in form]))

    def _places(self, listed: list[Token]) -> np.ndarray:
        return np.array([self.vocabulary.place(token) for token in listed], dtype=int)

    def _weight(self, token: Token) -> float:
        """Words that most of this project's entries share tell less."""
        share = self.shared.get(token.key, 0) / max(len(self.entries), 4)
        return token.weight * (COMMON_LEFT + (1 - COMMON_LEFT) * (1 - math.sqrt(min(1.0, share))))


def spelling(question: str, language: str) -> str:
    """The question without marks, capitals and accents."""
    return " ".join(words(question, language))


def entry_counts(all_of: list[list[list[Token]]]) -> dict[str, int]:
    """Token -> in how many entries it occurs."""
    counts: dict[str, int] = {}
    for forms in all_of:
        for key in {token.key for form in forms for token in form}:
            counts[key] = counts.get(key, 0) + 1
    return counts
