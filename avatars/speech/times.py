"""espeak's events as phonemes and words with seconds."""

import re
from itertools import pairwise

from avatars.speech.espeak_library import SAMPLE_RATE, Reading
from avatars.speech.mapped import Mapped
from avatars.speech.types import Phoneme, Word
from avatars.speech.visemes import viseme_of

PAUSE = "_"
_SHORTEST_PAUSE_S = 0.06
_STRESS = "ˈˌ"
_SWITCH = re.compile(r"\([a-z-]+\)")
_SIGNS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # kana and hanzi: written without spaces
_TOKEN = re.compile(rf"[{_SIGNS}]|[^\s{_SIGNS}]+")


def phonemes_of(reading: Reading, shift_s: float, duration_s: float) -> tuple[Phoneme, ...]:
    """Without gaps from 0 to `duration_s`; `shift_s`: quiet put before espeak's sound."""
    marks = [(sample / SAMPLE_RATE + shift_s, _symbol(sign)) for sample, sign in reading.phonemes]
    marks = [(0.0, PAUSE), *marks, (duration_s, PAUSE)]
    runs: list[tuple[str, float, float]] = []
    for (start, symbol), (end, _) in pairwise(marks):
        _append(runs, symbol, start, end)
    return tuple(Phoneme(s, viseme_of(s), start, end) for s, start, end in runs)


def _append(runs: list[tuple[str, float, float]], symbol: str, start: float, end: float) -> None:
    if end <= start:
        return
    silent = symbol == PAUSE
    if runs and silent and (runs[-1][0] == PAUSE or end - start < _SHORTEST_PAUSE_S):
        runs[-1] = (runs[-1][0], runs[-1][1], end)
    else:
        runs.append((symbol, start, end))


def _symbol(sign: str) -> str:
    return _SWITCH.sub("", sign).strip(_STRESS + "-.~ ") or PAUSE


def words_of(
    reading: Reading, shift_s: float, said: Mapped, text: str, spoken_until_s: float
) -> tuple[Word, ...]:
    """Each written word of `text` once, from its first sound to the next word's (or the end of speech)."""
    tokens = [(match.start(), match.group()) for match in _TOKEN.finditer(text)]
    starts: dict[int, float] = {}
    for sample, offset, _ in reading.words:
        place = said.place(offset)
        token = max((i for i, (at, _) in enumerate(tokens) if at <= place), default=0)
        starts.setdefault(token, sample / SAMPLE_RATE + shift_s)
    order = sorted(starts)
    ends = [starts[token] for token in order[1:]] + [spoken_until_s]
    return tuple(
        Word(tokens[token][1], starts[token], max(end, starts[token]), tokens[token][0])
        for token, end in zip(order, ends, strict=True)
        if tokens
    )
