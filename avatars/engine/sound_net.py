"""What sound tells of the mouth whoever speaks: a small network over what a recogniser hears, in plain numpy.

Convolutions over time with skips (a time-delay network after Waibel & al. 1989, Peddinti & al. 2015) on the inner
layers of `sound_encoder`. Its weights are fitted on synthetic voices alone, by `python -m avatars.speech.fit_sound`.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from . import mel
from .sound_encoder import encoded
from .visemes import VISEMES, viseme_of

WEIGHTS = Path(__file__).with_name("sound_net.npz")
# The sounds it tells apart, in IPA: a pause first.
SOUNDS = (
    "_", "p", "b", "m", "f", "v", "θ", "ð", "t", "d", "n", "s", "z", "ʃ", "ʒ", "tʃ", "dʒ", "ts", "l", "r", "ɹ", "j",
    "w", "k", "ɡ", "ŋ", "x", "h", "ɲ", "i", "ɪ", "e", "ɛ", "æ", "a", "ɑ", "ɔ", "o", "ʊ", "u", "ə", "ʌ", "ɝ", "y", "ø",
    "ɨ",
)  # fmt: skip
DILATIONS = (1, 1, 2, 3)  # in frames of 20 ms
GIST = 128  # units of the network's last layer but two
LOOKS = 2  # how open and how wide anybody's mouth would be
LOOK_SCALE = 1.5
FLOOR = 9.0  # log units kept below the loud parts: 39 dB


@dataclass(frozen=True)
class Heard:
    """Of each frame of 10 ms: rows (n, 40) its normalised log-mel; sounds (n, 46) how likely each of SOUNDS is; looks
    (n, 2) how open (0 shut, 1 widest) and how wide (-1 rounded, 1 spread) anybody's mouth would be; pulls (n, 17) the
    share of each viseme in the mouth, neighbours included, the lips ahead of the sound as they are. Of each frame of
    20 ms: inner (m, 768) what the recogniser hears, gist (m, 128) what of it tells of mouths, lips ahead as well."""

    rows: np.ndarray
    inner: np.ndarray
    gist: np.ndarray
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
    """Layers of (weights (out, in, taps), bias (out,)): convolutions, a narrow one, and what it answers."""

    layers: Sequence[Layer]

    def gist(self, inner: np.ndarray) -> np.ndarray:
        """(m, 768) as `Heard.inner` -> (m, 128) as `Heard.gist`."""
        hidden = self.layers[:-2]
        reach = sum(d * (w.shape[2] // 2) for d, (w, _) in zip(DILATIONS, hidden, strict=True))
        x = np.pad(inner.T, ((0, 0), (reach, reach)), "edge")
        for dilation, layer in zip(DILATIONS, hidden, strict=True):
            x = _skipped(x, np.maximum(_convolved(x, layer, dilation), 0))
        return x.T

    def answers(self, gist: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Sounds, looks and pulls of each frame of 20 ms, as in `Heard`."""
        narrow, answer = self.layers[-2:]
        said = _convolved(np.maximum(_convolved(gist.T, narrow, 1), 0), answer, 1).T
        sounds, looks, pulls = np.split(said, [len(SOUNDS), len(SOUNDS) + LOOKS], axis=1)
        return softmax(sounds), LOOK_SCALE * np.tanh(looks), softmax(pulls)

    def save(self, path: Path) -> None:
        """As half floats."""
        arrays = {
            f"{name}{i}": part.astype(np.float16)
            for i, layer in enumerate(self.layers)
            for name, part in zip("wb", layer, strict=True)
        }
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """From what `save` wrote."""
        count = len(arrays) // 2
        return cls(
            [(arrays[f"w{i}"].astype(np.float32), arrays[f"b{i}"].astype(np.float32)) for i in range(count)]
        )


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
    """What is heard in 16 kHz `sound`.

    warp: another speaker's vocal tract; colour: (40,) another microphone's, in log units.
    """
    rows, inner = normalised(mel.log_mel(sound, warp) + colour), encoded(sound, warp, colour)
    gist = fitted().gist(inner)
    return Heard(rows, inner, gist, *(_finer(each, len(rows)) for each in fitted().answers(gist)))


def _finer(each: np.ndarray, count: int) -> np.ndarray:
    """From frames of 20 ms to `count` of 10 ms."""
    at = np.clip(np.arange(count) / 2, 0, len(each) - 1)
    first = at.astype(int)
    part = (at - first)[:, None].astype(np.float32)
    return np.asarray(each[first] * (1 - part) + each[np.minimum(first + 1, len(each) - 1)] * part)


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
