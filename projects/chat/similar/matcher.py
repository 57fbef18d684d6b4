"""Finds the entry that a question asks for: soft overlap of tokens, both ways, weighted by what each tells.

A token of the question and one of an entry are alike when stem, concept or letters agree (`vocabulary.py`). How
much of the question the entry explains, and how much of the entry's question is asked, make the score, in the
manner of soft TF-IDF (Cohen, Ravikumar, Fienberg, 2003) taken in both directions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.chat.similar.tokens import Token, tokens
from projects.chat.similar.vocabulary import Vocabulary
from projects.chat.types import Entry

ELSEWHERE = 0.7  # a word that only the entry's answer or another of its questions explains
ASKED = 0.58  # share of "the question is explained" in the score; the rest is "the entry is asked"
COMMON_LEFT = 0.35  # what is left of a token's weight when every entry has it
ENOUGH = 0.55


@dataclass(frozen=True)
class Match:
    """The best entry for a question. `score` in [0, 1]; `enough`: good enough to be said."""

    entry: Entry
    position: int
    score: float

    @property
    def enough(self) -> bool:
        return self.score >= ENOUGH


@dataclass(frozen=True)
class Form:
    """One way to ask for an entry: places of its tokens in the vocabulary, and their weights."""

    entry: int
    places: np.ndarray
    weights: np.ndarray


class Matcher:
    """Made once per project: entries are read, split and indexed here, so that a question takes milliseconds."""

    def __init__(self, entries: Sequence[Entry], language: str) -> None:
        self.entries = list(entries)
        self.language = language.split("-")[0].lower()
        asked = [
            [tokens(form, self.language) for form in (entry.question, *entry.alternatives)]
            for entry in self.entries
        ]
        answers = [tokens(entry.answer, self.language) for entry in self.entries]
        self.vocabulary = Vocabulary()
        self.shared = entry_counts([[*forms, answer] for forms, answer in zip(asked, answers, strict=True)])
        self.forms = [self._form(at, form) for at, forms in enumerate(asked) for form in forms if form]
        self.around = [
            self._places([token for form in (*forms, answer) for token in form])
            for forms, answer in zip(asked, answers, strict=True)
        ]

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
        weights = np.array([self._weight(token) for token in asked])
        scores = np.zeros(len(self.entries))
        elsewhere = [ELSEWHERE * alike[:, places].max(axis=1, initial=0.0) for places in self.around]
        for form in self.forms:
            score = both_ways(alike[:, form.places], weights, form.weights, elsewhere[form.entry])
            scores[form.entry] = max(scores[form.entry], score)
        order = np.argsort(-scores, kind="stable")
        return [Match(self.entries[at], int(at), float(scores[at])) for at in order]

    def _form(self, entry: int, form: list[Token]) -> Form:
        return Form(entry, self._places(form), np.array([self._weight(token) for token in form]))

    def _places(self, listed: list[Token]) -> np.ndarray:
        return np.array([self.vocabulary.place(token) for token in listed], dtype=int)

    def _weight(self, token: Token) -> float:
        """Words that most of this project's entries share tell less."""
        share = self.shared.get(token.key, 0) / max(len(self.entries), 4)
        return token.weight * (COMMON_LEFT + (1 - COMMON_LEFT) * (1 - math.sqrt(min(1.0, share))))


def entry_counts(asked: list[list[list[Token]]]) -> dict[str, int]:
    """Token -> in how many entries it occurs."""
    counts: dict[str, int] = {}
    for forms in asked:
        for key in {token.key for form in forms for token in form}:
            counts[key] = counts.get(key, 0) + 1
    return counts


def both_ways(
    alike: np.ndarray, weights: np.ndarray, form_weights: np.ndarray, elsewhere: np.ndarray
) -> float:
    """`alike`: (question's tokens, form's tokens). How far each side explains the other, in [0, 1]."""
    explained = float(weights @ np.maximum(alike.max(axis=1), elsewhere) / weights.sum())
    asked = float(form_weights @ alike.max(axis=0) / form_weights.sum())
    return explained**ASKED * asked ** (1 - ASKED)
