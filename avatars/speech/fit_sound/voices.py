"""Embedded voices, and what all voices say."""

from collections.abc import Iterator

import numpy as np
from wordfreq import top_n_list, word_frequency

from avatars.engine.mel import to_16k
from avatars.speech import espeak_library
from avatars.speech.espeak import NAMES as ESPEAK_NAMES
from avatars.speech.espeak import EspeakVoice

from .texts import random_text
from .utterance import Utterance

VARIANTS = (
    *("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"),
    *("klatt", "klatt2", "klatt3", "klatt4", "Annie", "Andrea", "anika", "linda", "steph", "Michael", "Alex"),
    *("Andy", "Gene", "Lee", "Mike", "adam", "david", "edward", "ian", "john", "paul", "travis", "victor"),
)
HELD_OUT_VARIANTS = {"f5", "m8", "klatt3", "Andrea", "edward"}
HELD_OUT = {"pc_diphone", "flite_awb"} | HELD_OUT_VARIANTS
_COMMON = 9000
_EVENNESS = 0.45  # 1: as frequent as in the language, 0: all alike
_TELUGU = ("కగచజటడతదనపబమయరలవశసహళ", ("", "ా", "ి", "ీ", "ు", "ూ", "ె", "ే", "ొ", "ో", "ం"))


def embedded(count: int, seed: int) -> Iterator[Utterance]:
    """By espeak-ng: all languages in turn, any variant, pitch and speed. Its `voice` is the variant.

    The same again in each process that had espeak-ng read nothing before: it goes on where it ended."""
    espeak_library.seed(seed)
    rng = np.random.default_rng(seed)
    languages = list(ESPEAK_NAMES)
    for i in range(count):
        language, variant = languages[i % len(languages)], str(rng.choice(VARIANTS))
        rate, pitch, span = int(rng.integers(120, 215)), int(rng.integers(15, 85)), int(rng.integers(20, 90))
        piece = EspeakVoice(language, variant, rate, pitch, span).read(random_text(language, rng))
        if piece is not None:
            phones = [(p.symbol if p.viseme != "sil" else "_", p.start_s, p.end_s) for p in piece.phonemes]
            yield Utterance(variant, to_16k(piece.pcm), phones)


def texts(language: str, count: int, seed: int) -> list[str]:
    """Six to twelve words each, half of them with a pause."""
    rng = np.random.default_rng(seed)
    known, share = _words(language)
    found = []
    for _ in range(count):
        length = int(rng.integers(6, 13))
        words = (
            [_telugu(rng) for _ in range(length)]
            if language == "te"
            else [str(w) for w in rng.choice(known, length, p=share)]
        )
        if rng.random() < 0.5:
            words[length // 2] += ","
        found.append(" ".join(words) + ".")
    return found


def _words(language: str) -> tuple[list[str], np.ndarray]:
    if language == "te":
        return [], np.empty(0)
    letters = range(0x900, 0x980) if language == "hi" else range(0x400, 0x460) if language == "ru" else None
    known = [
        word
        for word in top_n_list(language, _COMMON)
        if (all(ord(c) in letters for c in word) if letters else word.isalpha())
    ]
    share = np.array([word_frequency(word, language) for word in known]) ** _EVENNESS
    return known, share / share.sum()


def _telugu(rng: np.random.Generator) -> str:
    letters, marks = _TELUGU
    return "".join(f"{rng.choice(list(letters))}{rng.choice(marks)}" for _ in range(int(rng.integers(1, 5))))
