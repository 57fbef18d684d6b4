"""One thing that a synthetic voice said, which sound it was at each moment, and what a mouth does with it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from avatars.engine.bundle import Viseme
from avatars.engine.mel import FRAME_S
from avatars.engine.shape_track import shape_track
from avatars.engine.sound_net import SOUNDS
from avatars.engine.visemes import DOMINANCE, LOOKS, VISEMES, visemes_of
from avatars.speech.types import Phoneme

from .tables import table_of

# Sounds that are not told apart, by the one that stands for them.
_ALIKE = table_of(
    """
    ʋ=v ɱ=m ʎ=l c=tʃ ɟ=dʒ ɕ=ʃ ʑ=ʒ dz=ts ɾ=r ʁ=x χ=x ɣ=x ħ=h ʕ=h ʔ=h β=b ɸ=f ɥ=y ʏ=y œ=ø ɵ=ø ɒ=ɑ ɐ=a ɜ=ɝ ɚ=ɝ ɤ=ʌ ɯ=ɨ
    ʉ=u ɫ=l ɭ=l ʈ=t ɖ=d ɳ=n ʂ=ʃ ʐ=ʒ tʂ=tʃ dʐ=dʒ tɕ=tʃ dʑ=dʒ q=k g=ɡ ç=x ʝ=j ᵻ=ɪ ɻ=ɹ ɽ=r ɰ=ɡ ʟ=l pf=f ɴ=ŋ ʅ=ɨ ɿ=ɨ
    """
)
_LETTERS = frozenset({"Ll", "Lo", "Lu"})
_ANY = SOUNDS.index("ə")
Phone = tuple[str, float, float]


@dataclass(frozen=True)
class Utterance:
    """voice: its name; sound: (n,) float32 at 16 kHz; phones: (IPA, start_s, end_s), "_" for a pause."""

    voice: str
    sound: np.ndarray
    phones: Sequence[Phone]


def sounds_of(ipa: str) -> list[int]:
    """Indices into SOUNDS: of a diphthong two, of a pause that of "_"; an unknown letter is a schwa."""
    letters = "".join(c for c in unicodedata.normalize("NFD", ipa) if unicodedata.category(c) in _LETTERS)
    found: list[int] = []
    while letters:
        length = next((n for n in (2, 1) if _name(letters[:n]) in SOUNDS), 0)
        index = SOUNDS.index(_name(letters[:length])) if length else _ANY
        if not found or found[-1] != index:
            found.append(index)
        letters = letters[max(length, 1) :]
    return found or [0]


def labels(phones: Sequence[Phone], count: int) -> np.ndarray:
    """(count,) uint8: the sound at each frame of 10 ms; a diphthong moves through its parts."""
    found = np.zeros(count, np.uint8)
    for ipa, start_s, end_s in phones:
        parts = sounds_of(ipa)
        edges = np.linspace(start_s, end_s, len(parts) + 1) / FRAME_S
        for part, (start, end) in zip(parts, pairwise(edges), strict=True):
            found[round(start) : round(end)] = part
    return found


def mouths(labelled: np.ndarray) -> np.ndarray:
    """(n,) labels -> (n, 2 + 17) float16: how open and how wide a mouth is that says it, by the table of looks, and
    the share of each viseme; both with co-articulation, by `shape_track`."""
    edges = [0, *(np.flatnonzero(np.diff(labelled.astype(int))) + 1).tolist(), len(labelled)]
    said = [_phoneme(int(labelled[a]), a, b) for a, b in pairwise(edges)]
    track = shape_track(said, len(labelled) * FRAME_S, _KINDS, fps=1 / FRAME_S)[: len(labelled)]
    # A frame of sound is centred where one of the track begins.
    return np.concatenate([track[:1], (track[1:] + track[:-1]) / 2]).astype(np.float16)


def _name(letters: str) -> str:
    return _ALIKE.get(letters, letters)


def _phoneme(sound: int, start: int, end: int) -> Phoneme:
    viseme = visemes_of(SOUNDS[sound])[0] if sound else "sil"
    return Phoneme(SOUNDS[sound], viseme, max(0.0, (start - 0.5) * FRAME_S), (end - 0.5) * FRAME_S)


_SHARES = np.eye(len(VISEMES), dtype=np.float32)
_KINDS = {
    name: Viseme(name, np.array([*LOOKS[name], *_SHARES[i]], np.float32), *DOMINANCE[name])
    for i, name in enumerate(VISEMES)
}
