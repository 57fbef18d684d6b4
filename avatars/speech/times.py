"""espeak's events as phonemes and words with seconds."""

import re
from collections.abc import Sequence
from itertools import pairwise

from avatars.engine.visemes import viseme_of
from avatars.speech.espeak_library import SAMPLE_RATE, Reading, without_switches
from avatars.speech.mapped import Mapped
from avatars.speech.types import Phoneme, Word

PAUSE = "_"
_SHORTEST_PAUSE_S = 0.06
_ONE_SOUND_S = 0.05
_STRESS = "ˈˌ"
_OWN_SIGNS = (("s.", "ʂ"), ("z.", "ʐ"), ("i.", "ʅ"), ("i̪", "ɿ"), ("o-", "ɤ"))  # Mandarin, not quite IPA
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
    bare = without_switches(sign).strip(_STRESS)
    for written, ipa in _OWN_SIGNS:
        bare = bare.replace(written, ipa)
    return bare.strip("-.~ ") or PAUSE


def words_of(
    reading: Reading, shift_s: float, said: Mapped, text: str, phonemes: Sequence[Phoneme]
) -> tuple[Word, ...]:
    """The words of `text` from first to last sound. What is said as one ("I am") or not at all joins the one before."""
    tokens = [(match.start(), match.group()) for match in _TOKEN.finditer(text)]
    starts: dict[int, float] = {}
    for sample, offset, _ in reading.words:
        place = said.place(offset)
        token = max((i for i, (at, _) in enumerate(tokens) if at <= place), default=0)
        starts.setdefault(token, sample / SAMPLE_RATE + shift_s)
    if (
        0 not in starts
    ):  # espeak has told nothing of the first words, or (of "네.") of none: they begin with the sound
        first = next((p.start_s for p in phonemes if p.symbol != PAUSE), shift_s)
        starts = {0: first} | {token: at for token, at in starts.items() if at > first + _ONE_SOUND_S}
    order = sorted(starts)
    limits = [*((starts[token], tokens[token][0]) for token in order[1:]), (float("inf"), len(text))]
    ends = [p.end_s for p in phonemes if p.symbol != PAUSE]
    return tuple(
        Word(
            text[tokens[token][0] : until].rstrip(),
            starts[token],
            _last_before(ends, starts[token], limit),
            tokens[token][0],
        )
        for token, (limit, until) in zip(order, limits, strict=True)
    )


def _last_before(ends: Sequence[float], start: float, limit: float) -> float:
    """The latest of `ends` in (start, limit + 1 ms]; `start` where there is none."""
    within = [end for end in ends if start < end <= limit + 1e-3]
    return within[-1] if within else start
