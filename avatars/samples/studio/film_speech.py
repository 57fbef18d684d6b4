"""A text read by the embedded voice, and how this presenter's mouth moves with it.

The mouth here is a person of its own, on purpose unlike the product's own shape track: sounds are weighed by how
much they matter, blurred by the sluggishness of flesh, and no two of a kind are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from avatars.engine.visemes import VOWELS, visemes_of
from avatars.speech.espeak import EspeakVoice
from avatars.speech.sentences import sentences
from avatars.speech.types import SAMPLE_RATE, Phoneme

from . import shapes
from .motion import FPS
from .people import Person

LEAD_S = .04  # sounds are seen before they are heard
BEFORE_S = .6  # the film begins at rest
BREAK_S = .22  # between two sentences, on top of the voice's own pause
ROOM = .0007  # level of the room's noise in the film's sound, share of full scale
STEPS = 8  # evaluations a frame
SLUGGISH_S, CLOSING_S, HELD_S = .036, .016, .020  # deviations of the blurs: flesh, lips that meet, how long they rule
CLOSED = ("MBP", "FV")
WEIGHT = {  # of a sound among its neighbours; the tongue's work hardly shows
    "sil": .8, "MBP": 2.6, "FV": 2.2, "TH": 1.2, "DDN": .7, "L": .8, "KG": .4, "CHSH": 1.6, "SZ": 1.1, "R": .9,
    "AA": 1.1, "AE": 1.1, "EH": 1., "UH": .7, "IY": 1., "OH": 1.3, "UW": 1.5}


@dataclass(frozen=True)
class Said:
    """pcm: (n,) float32 in [-1, 1] at 48 kHz; phonemes in seconds of the same sound; a whole number of frames."""

    text: str
    language: str
    voice: str
    pcm: np.ndarray
    phonemes: tuple[Phoneme, ...]

    @property
    def frames(self) -> int:
        return len(self.pcm) * FPS // SAMPLE_RATE

    @property
    def speech_s(self) -> tuple[float, float]:
        """When the first sound begins and the last one ends."""
        heard = [p for p in self.phonemes if p.viseme != "sil"]
        return heard[0].start_s, heard[-1].end_s


def voice_of(person: Person, language: str) -> EspeakVoice:
    wish = person.voice["espeak"]
    return EspeakVoice(language, wish["variant"], wish["rate"], wish["pitch"])


def say(person: Person, text: str, language: str, quiet_s: float) -> Said:
    """The person reads `text`, then listens for `quiet_s`; a room can be heard all along."""
    voice = voice_of(person, language)
    parts, phonemes = [silence(BEFORE_S)], []
    at = BEFORE_S
    for _, sentence in sentences(text):
        piece = voice.read(sentence)
        if piece is None:
            continue
        phonemes += [Phoneme(p.symbol, p.viseme, p.start_s + at, p.end_s + at) for p in piece.phonemes]
        parts += [piece.pcm, silence(BREAK_S)]
        at += piece.duration_s + BREAK_S
    if not phonemes:
        raise ValueError("There is nothing to say in this text.")
    n = int(np.ceil((at + quiet_s) * FPS)) * SAMPLE_RATE // FPS
    pcm = np.concatenate(parts)
    pcm = np.pad(pcm, (0, n - len(pcm))) + room(n, person.seed)
    return Said(text, language, voice.code, np.clip(pcm, -1, 1).astype(np.float32), tuple(phonemes))


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def room(n: int, seed: int) -> np.ndarray:
    """Noise (n,) of a quiet room: more of the low than of the high."""
    white = np.random.default_rng(seed).normal(size=n + 8)
    return np.asarray(ROOM * np.convolve(white, np.ones(9) / 3, "valid"), np.float32)


def mouth_track(phonemes: Sequence[Phoneme], n: int, seed: int) -> np.ndarray:
    """(n, k) mouth shapes over `shapes.UNITS`, one a frame; frame i lasts from i / 25 to (i + 1) / 25 s."""
    t = (np.arange(n * STEPS) + .5) / (FPS * STEPS)
    target, weight, closed = targets(phonemes, t, np.random.default_rng([seed, 7]))
    soft = blurred(target * weight, SLUGGISH_S) / blurred(weight, SLUGGISH_S)
    firm = blurred(target, CLOSING_S)
    held = np.clip(1.35 * blurred(closed, HELD_S), 0, 1)
    track = soft * (1 - held) + firm * held
    return met(track.reshape(n, STEPS, -1).mean(1), phonemes).astype(np.float32)


def met(frames: np.ndarray, phonemes: Sequence[Phoneme]) -> np.ndarray:
    """Lips meet in one frame at least of the shortest p, b or m, as people's do: (n, k)."""
    closed = shapes.vector(shapes.VISEMES["MBP"])
    press = shapes.UNITS.index("mouthPress")
    out = frames.copy()
    for p in phonemes:
        middle = int(((p.start_s + p.end_s) / 2 - LEAD_S) * FPS)
        if p.viseme == "MBP" and frames[max(middle - 1, 0) : middle + 2, press].max() < .6 * closed[press]:
            out[middle] = closed
    return out


def targets(
    phonemes: Sequence[Phoneme], t: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shape asked for (m, k), its weight (m, 1) and whether lips must meet or touch the teeth (m, 1) at times (m,)."""
    target, weight = np.zeros((len(t), len(shapes.UNITS))), np.full((len(t), 1), WEIGHT["sil"])
    closed = np.zeros((len(t), 1))
    for p in phonemes:
        parts = visemes_of(p.symbol) if p.viseme in VOWELS else (p.viseme,)
        edges = np.linspace(p.start_s, p.end_s, len(parts) + 1) - LEAD_S
        size = rng.uniform(.94, 1.06) if p.viseme in CLOSED else rng.uniform(.78, 1.18)
        for viseme, start, end in zip(parts, edges, edges[1:], strict=False):
            during = (t >= start) & (t < end)
            target[during] = size * shapes.vector(shapes.VISEMES[viseme])
            weight[during], closed[during] = WEIGHT[viseme], float(viseme in CLOSED)
    return target, weight, closed


def blurred(track: np.ndarray, deviation_s: float) -> np.ndarray:
    """(m, k) smoothed along time by a Gaussian."""
    sigma = deviation_s * FPS * STEPS
    reach = int(np.ceil(4 * sigma))
    kernel = np.exp(-.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    padded = np.pad(track, ((reach, reach), (0, 0)), "edge")
    return np.stack([np.convolve(column, kernel / kernel.sum(), "valid") for column in padded.T], 1)


def farthest_first(track: np.ndarray, basis: np.ndarray, within_px: float) -> list[int]:
    """Frames whose mouths are to be rendered, those that matter most first (Gonzalez 1985).

    basis: (k, p, 2) pixels that each unit moves the landmarks, of which the first two are the inner lips. When all
    are rendered, every frame has one that is nearer than `within_px`; stopped earlier, the set is still well spread.
    """
    chosen, nearest = [0], apart(track, track[0], basis)
    while nearest.max() > within_px:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, apart(track, track[chosen[-1]], basis))
    return chosen


def shown_mouths(track: np.ndarray, rendered: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """(n,) which of the rendered shapes (m, k) each frame shows: the nearest."""
    return np.stack([apart(track, shape, basis) for shape in rendered]).argmin(0)


def apart(track: np.ndarray, shape: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """(n,) pixels between each shape of the track and one shape, at the worst landmark or between the lips."""
    shift = np.einsum("nk,kpd->npd", track - shape, basis)
    gap = np.abs(shift[:, 1, 1] - shift[:, 0, 1])
    return np.asarray(np.maximum(np.linalg.norm(shift, axis=-1).max(1), gap))
