"""What sound tells of the mouth whoever speaks: small networks over log-mel spectra, in plain numpy.

Convolutions over time with skips (a time-delay network after Waibel & al. 1989, Peddinti & al. 2015). Their weights are
fitted on synthetic voices alone, by `python -m avatars.speech.fit_sound`. A few that learnt apart from each other are
asked together, since each errs in its own way (Hansen & Salamon 1990).
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from . import mel
from .visemes import VISEMES, viseme_of

WEIGHTS = Path(__file__).with_name("sound_net.npz")
# The sounds it tells apart, in IPA: a pause first.
SOUNDS = (
    "_", "p", "b", "m", "f", "v", "θ", "ð", "t", "d", "n", "s", "z", "ʃ", "ʒ", "tʃ", "dʒ", "ts", "l", "r", "ɹ", "j",
    "w", "k", "ɡ", "ŋ", "x", "h", "ɲ", "i", "ɪ", "e", "ɛ", "æ", "a", "ɑ", "ɔ", "o", "ʊ", "u", "ə", "ʌ", "ɝ", "y", "ø",
    "ɨ",
)  # fmt: skip
DILATIONS = (1, 2, 3, 4, 6)  # in frames of 10 ms
MEMBERS = 2  # networks
NARROW = 64  # units of the last layer of each
INNER = MEMBERS * NARROW
LOOKS = 2  # how open and how wide anybody's mouth would be
LOOK_SCALE = 1.5
FLOOR = 9.0  # log units kept below the loud parts: 39 dB


@dataclass(frozen=True)
class Heard:
    """Of each frame of 10 ms: rows (n, 40) its normalised log-mel; inner (n, 64 for each network) the last layers;
    sounds (n, 46) how likely each of SOUNDS is; looks (n, 2) how open (0 shut, 1 widest) and how wide (-1 rounded, 1
    spread) anybody's mouth would be; pulls (n, 17) the share of each viseme in the mouth, neighbours included, the
    lips ahead of the sound as they are."""

    rows: np.ndarray
    inner: np.ndarray
    sounds: np.ndarray
    looks: np.ndarray
    pulls: np.ndarray

    @cached_property
    def visemes(self) -> np.ndarray:
        """(n, 17) how likely each of VISEMES is."""
        return self.sounds @ _OF_VISEMES


Layer = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class SoundNet:
    """Members, each of layers of (weights (out, in, taps), bias (out,)): convolutions, the narrow one, and what it
    answers."""

    members: Sequence[Sequence[Layer]]

    def heard(self, rows: np.ndarray) -> Heard:
        """What the members say on the average; `rows`: (n, 40) `normalised`."""
        said = [_heard(member, rows) for member in self.members]
        inner, *answers = zip(*said, strict=True)
        return Heard(rows, np.concatenate(inner, 1), *(np.mean(answer, 0) for answer in answers))

    def save(self, path: Path) -> None:
        """As half floats."""
        arrays = {
            f"{member}{name}{i}": part.astype(np.float16)
            for member, layers in enumerate(self.members)
            for i, layer in enumerate(layers)
            for name, part in zip("wb", layer, strict=True)
        }
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """From what `save` wrote."""
        layers = range(len(DILATIONS) + 2)
        members = range(len(arrays) // (2 * len(layers)))
        return cls([[_layer(arrays, f"{member}{{}}{i}") for i in layers] for member in members])


def normalised(rows: np.ndarray) -> np.ndarray:
    """(frames, 40) log-mel: loudness and slow colour of the recording taken out, (frames, 40) float32."""
    energy = rows.mean(axis=1)
    loud = energy > np.percentile(energy, 95) - 4.0
    colour = rows[loud].mean(axis=0)
    return (np.maximum(rows - colour, -FLOOR) / 3.0).astype(np.float32)


def softmax(x: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@lru_cache
def mark(weights: Path = WEIGHTS) -> int:
    """Tells networks from others: those that ship, where no other file is named."""
    return zlib.crc32(weights.read_bytes())


@lru_cache(maxsize=1)
def fitted() -> SoundNet:
    """The networks that ship."""
    with np.load(WEIGHTS) as kept:
        return SoundNet.of(kept)


def listen(sound: np.ndarray, warp: float = 1.0, colour: np.ndarray | float = 0.0) -> Heard:
    """What the networks that ship hear in 16 kHz `sound`.

    warp: another speaker's vocal tract; colour: (40,) another microphone's, in log units.
    """
    return fitted().heard(normalised(mel.log_mel(sound, warp) + colour))


def _layer(arrays: Mapping[str, np.ndarray], name: str) -> Layer:
    return arrays[name.format("w")].astype(np.float32), arrays[name.format("b")].astype(np.float32)


def _heard(layers: Sequence[Layer], rows: np.ndarray) -> tuple[np.ndarray, ...]:
    """One member's last layer (n, 64), sounds, looks and pulls: see `Heard`."""
    *hidden, narrow, answer = layers
    reach = sum(d * (w.shape[2] // 2) for d, (w, _) in zip(DILATIONS, hidden, strict=True))
    x = np.pad(rows.T.astype(np.float32), ((0, 0), (reach, reach)), "edge")
    for dilation, layer in zip(DILATIONS, hidden, strict=True):
        x = _skipped(x, np.maximum(_convolved(x, layer, dilation), 0))
    inner = np.maximum(_convolved(x, narrow, 1), 0)
    sounds, looks, pulls = np.split(
        _convolved(inner, answer, 1).T, [len(SOUNDS), len(SOUNDS) + LOOKS], axis=1
    )
    return inner.T, softmax(sounds), LOOK_SCALE * np.tanh(looks), softmax(pulls)


def _convolved(x: np.ndarray, layer: Layer, dilation: int) -> np.ndarray:
    """(in, n) -> (out, n - (taps - 1) * dilation)."""
    weights, bias = layer
    taps = weights.shape[2]
    count = x.shape[1] - (taps - 1) * dilation
    parts = (weights[:, :, i] @ x[:, i * dilation : i * dilation + count] for i in range(taps))
    return np.asarray(sum(parts) + bias[:, None])


def _skipped(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    if len(before) != len(after):
        return after
    cut = (before.shape[1] - after.shape[1]) // 2
    return after + before[:, cut : cut + after.shape[1]]


# A pause, and what the networks take together: of ɨ ɯ ʅ ɿ most are said with the jaw nearly shut.
_VISEMES = {"_": "sil", "ɨ": "IY"}
_OF_VISEMES = np.zeros((len(SOUNDS), len(VISEMES)), np.float32)
for _i, _sound in enumerate(SOUNDS):
    _OF_VISEMES[_i, VISEMES.index(_VISEMES.get(_sound) or viseme_of(_sound))] = 1.0
