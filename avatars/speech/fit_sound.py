"""python -m avatars.speech.fit_sound: fits the sound-to-shape network on embedded synthetic voices only.

Random words of eleven languages and a paragraph of each, by many variants of espeak-ng, whose phoneme times are exact.
What makes it fit real voices is augmentation: vocal tract length, equaliser, room, noise, gain. Takes a few minutes.
"""

import argparse
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.signal import fftconvolve, lfilter

from avatars.engine.visemes import visemes_of
from avatars.speech import features, sound_model
from avatars.speech.espeak import NAMES as EspeakNames
from avatars.speech.espeak import EspeakVoice
from avatars.speech.fit_texts import random_text
from avatars.speech.sound_model import OFFSETS, VISEMES, SoundModel, softmax, windows
from avatars.speech.types import SpokenPiece

VARIANTS = (
    *("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"),
    *("klatt", "klatt2", "klatt3", "klatt4", "Annie", "Andrea", "anika", "linda", "steph", "Michael", "Alex"),
    *("Andy", "Gene", "Lee", "Mike", "adam", "david", "edward", "ian", "john", "paul", "travis", "victor"),
)
HELD_OUT = {"f5", "m8", "klatt3", "Andrea", "edward"}
HIDDEN = (160, 96)
BATCH = 512


def labels_of(piece: SpokenPiece, count: int) -> np.ndarray:
    """(count,) viseme index at each frame; a diphthong moves through its parts."""
    labels = np.zeros(count, np.int64)
    for phoneme in piece.phonemes:
        parts = visemes_of(phoneme.symbol) if phoneme.viseme != "sil" else ("sil",)
        edges = np.linspace(phoneme.start_s, phoneme.end_s, len(parts) + 1) / features.FRAME_S
        for part, (start, end) in zip(parts, pairwise(edges), strict=True):
            labels[round(start) : round(end)] = VISEMES.index(part)
    return labels


def augmented(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Another room, microphone and distance; `sound`: (n,) float32 at 16 kHz."""
    if rng.random() < 0.5:
        decay = np.exp(-np.arange(4000) / (16_000 * rng.uniform(0.02, 0.09)))
        room = rng.standard_normal(4000) * decay * rng.uniform(0.01, 0.08)
        room[0] = 1.0
        sound = fftconvolve(sound, room)[: len(sound)]
    tilt = rng.uniform(-0.5, 0.7)
    sound = lfilter([1.0, -tilt], [1.0], sound)
    noise = rng.standard_normal(len(sound))
    if rng.random() < 0.6:
        noise = lfilter([1.0], [1.0, -0.95], noise) * 0.3
    level = np.sqrt((sound**2).mean()) * 10 ** (-rng.uniform(12, 50) / 20)
    return np.asarray((sound + noise * level) * 10 ** rng.uniform(-1, 0.3), np.float32)


def coloured(mel: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random smooth equaliser of up to about 10 dB."""
    curve = np.interp(np.arange(features.BANDS), np.linspace(0, features.BANDS - 1, 6), rng.normal(0, 1.0, 6))
    return mel + curve.astype(np.float32)


def example(language: str, variant: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(frames, 40) features and (frames,) labels of one utterance."""
    voice = EspeakVoice(
        language, variant, int(rng.integers(120, 215)), int(rng.integers(15, 85)), int(rng.integers(20, 90))
    )
    piece = voice.read(random_text(language, rng))
    assert piece is not None  # noqa: S101
    quiet = np.zeros(int(16_000 * rng.uniform(0.1, 0.6)), np.float32)
    sound = np.concatenate([features.to_16k(piece.pcm), quiet])
    mel = features.log_mel(augmented(sound, rng), float(rng.uniform(0.84, 1.2)))
    return sound_model.normalised(coloured(mel, rng)), labels_of(piece, len(mel))


def examples(count: int, variants: list[str], seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, labels, and the frames that may be the middle of a window (none reaches into another utterance)."""
    rng = np.random.default_rng(seed)
    rows, labels, middles, at = [], [], [], 0
    languages = list(EspeakNames)
    for i in range(count):
        row, label = example(languages[i % len(languages)], str(rng.choice(variants)), rng)
        reach = int(OFFSETS[-1])
        padded = np.pad(row, ((reach, reach), (0, 0)), "edge")
        rows.append(padded)
        labels.append(np.pad(label, reach))
        middles.append(np.arange(at + reach, at + reach + len(row)))
        at += len(padded)
    return np.concatenate(rows), np.concatenate(labels), np.concatenate(middles)


class Adam:
    """Kingma & Ba 2015, for a list of arrays changed in place."""

    def __init__(self, arrays: list[np.ndarray]) -> None:
        self.arrays = arrays
        self.first = [np.zeros_like(a) for a in arrays]
        self.second = [np.zeros_like(a) for a in arrays]
        self.count = 0

    def step(self, gradients: list[np.ndarray], rate: float) -> None:
        """One step down."""
        self.count += 1
        for a, g, m, v in zip(self.arrays, gradients, self.first, self.second, strict=True):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            a -= rate * (m / (1 - 0.9**self.count)) / (np.sqrt(v / (1 - 0.999**self.count)) + 1e-8)


def new_layers(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """He's initialisation."""
    sizes = (len(OFFSETS) * features.BANDS, *HIDDEN, len(VISEMES))
    return [
        ((rng.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32), np.zeros(b, np.float32))
        for a, b in pairwise(sizes)
    ]


def gradients(
    layers: list[tuple[np.ndarray, np.ndarray]], x: np.ndarray, wanted: np.ndarray, weight: np.ndarray
) -> list[np.ndarray]:
    """Of the weighted cross-entropy; `wanted`: (n, 17) probabilities, `weight`: (n,)."""
    seen = [x]
    for w, b in layers[:-1]:
        seen.append(np.maximum(seen[-1] @ w + b, 0))
    w, b = layers[-1]
    error = (softmax(seen[-1] @ w + b) - wanted) * (weight / weight.sum())[:, None]
    found: list[np.ndarray] = []
    for (w, _), inputs in zip(reversed(layers), reversed(seen), strict=True):
        found = [inputs.T @ error, error.sum(axis=0), *found]
        error = (error @ w.T) * (inputs > 0)
    return found


def fit(count: int, epochs: int, seed: int = 7, checked: int = 44) -> SoundModel:
    """`count`: utterances of about 4 s; `checked`: how many of held-out voices each epoch is measured on."""
    rng = np.random.default_rng(seed)
    rows, labels, middles = examples(count, [v for v in VARIANTS if v not in HELD_OUT], seed)
    share = np.bincount(labels[middles], minlength=len(VISEMES)) / len(middles)
    weights = (1 / np.sqrt(share + 1e-4)).astype(np.float32)
    weights[VISEMES.index("MBP")] *= 1.4
    targets = np.eye(len(VISEMES), dtype=np.float32) * 0.95 + 0.05 / len(VISEMES)
    layers = new_layers(rng)
    adam = Adam([part for pair in layers for part in pair])
    steps = len(middles) // BATCH
    for epoch in range(epochs):
        order = rng.permutation(middles)
        for i in range(steps):
            at = order[i * BATCH : (i + 1) * BATCH]
            x = windows(rows, at)
            x += rng.standard_normal(x.shape, dtype=np.float32) * 0.08
            rate = 1.5e-3 * 0.5 * (1 + np.cos(np.pi * (epoch * steps + i) / (epochs * steps)))
            adam.step(gradients(layers, x, targets[labels[at]], weights[labels[at]]), rate)
        say(f"epoch {epoch + 1}: {report(SoundModel(layers), checked, 99)}")
    return SoundModel(layers)


def report(model: SoundModel, count: int, seed: int) -> str:
    """On voices that were held out."""
    rows, labels, middles = examples(count, sorted(HELD_OUT), seed)
    found = model.probabilities(rows).argmax(axis=1)[middles]
    true = labels[middles]
    parts = []
    for name in ("sil", "MBP", "FV", "SZ", "AA", "UW"):
        here = true == VISEMES.index(name)
        claimed = found == VISEMES.index(name)
        parts.append(
            f"{name} {(claimed & here).sum() / here.sum():.2f}/{(claimed & here).sum() / max(1, claimed.sum()):.2f}"
        )
    return f"frames right {np.mean(found == true):.3f}; recall/precision {', '.join(parts)}"


def say(line: str) -> None:
    """To who started it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--utterances", type=int, default=1100)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--out", type=Path, default=sound_model.WEIGHTS)
    options = parser.parse_args()
    fit(options.utterances, options.epochs).save(options.out)


if __name__ == "__main__":
    main()
