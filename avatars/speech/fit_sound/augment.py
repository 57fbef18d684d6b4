"""Another speaker, room, microphone and distance."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import soxr
from scipy.signal import fftconvolve, lfilter

from avatars.engine.mel import BANDS, FRAME_S, HOP, RATE
from avatars.engine.sound_encoder import encoded

from .utterance import Utterance

LEVEL = 0.08
SHORTEST_S = 1.2


def varied(said: Utterance, rng: np.random.Generator) -> Utterance:
    """Often only a part of it, as little as is said at once in a conversation; from a tape whose speed wavers, louder
    here and softer there, with silence around it."""
    said = _wavering(_part(said, rng), rng)
    sound = said.sound * _curve(len(said.sound), 0.8 * RATE, 0.3, rng)
    sound = sound * (LEVEL / (np.sqrt((sound**2).mean()) + 1e-6))
    before, after = rng.uniform(0, 0.4, 2)
    first, last = (np.zeros(int(s * RATE)) for s in (before, after))
    phones = [(ipa, start + before, end + before) for ipa, start, end in said.phones]
    return replace(said, sound=np.concatenate([first, sound, last]).astype(np.float32), phones=phones)


def _part(said: Utterance, rng: np.random.Generator) -> Utterance:
    """A second of it at least."""
    length = len(said.sound) / RATE
    if length < SHORTEST_S or rng.random() < 0.6:
        return said
    kept = rng.uniform(SHORTEST_S, length)
    start = rng.uniform(0, length - kept)
    end = start + kept
    phones = [
        (p, max(a, start) - start, min(b, end) - start) for p, a, b in said.phones if b > start and a < end
    ]
    return replace(said, sound=said.sound[int(start * RATE) : int(end * RATE)], phones=phones)


def _wavering(said: Utterance, rng: np.random.Generator) -> Utterance:
    """At another speed, which changes a little from syllable to syllable, and the pitch with it."""
    speed = float(rng.uniform(0.86, 1.18)) if rng.random() < 0.6 else 1.0
    was_s = np.arange(len(said.sound) // HOP + 2) * FRAME_S
    now_s = np.cumsum(FRAME_S / speed / _curve(len(was_s), 0.25 / FRAME_S, 0.06, rng))
    now_s -= now_s[0]
    fine = soxr.resample(
        said.sound, RATE, 2 * RATE
    )  # so that straight lines between samples keep the high sounds
    at = (
        np.interp(np.arange(0, np.interp(len(said.sound) / RATE, was_s, now_s), 1 / RATE), now_s, was_s)
        * 2
        * RATE
    )
    first = np.minimum(at.astype(int), len(fine) - 2)
    sound = fine[first] + (at - first) * (fine[first + 1] - fine[first])
    ipa, starts, ends = zip(*said.phones, strict=True)
    times = (np.interp(each, was_s, now_s).tolist() for each in (starts, ends))
    phones = list(zip(ipa, *times, strict=True))
    return replace(said, sound=sound.astype(np.float32), phones=phones)


def _curve(count: int, each: float, spread: float, rng: np.random.Generator) -> np.ndarray:
    """(count,) of something around 1 that changes after every `each` or so; spread: of its logarithm."""
    knots = int(count / each) + 2
    logs = spread * np.clip(rng.standard_normal(knots), -2, 2)
    return np.asarray(np.exp(np.interp(np.arange(count), np.linspace(0, count, knots), logs)))


def joined(said: Sequence[Utterance]) -> Utterance:
    """One after the other."""
    starts = np.cumsum([0, *(len(one.sound) for one in said)]) / RATE
    phones = [
        (p, start + a, start + b) for one, start in zip(said, starts, strict=False) for p, a, b in one.phones
    ]
    return Utterance(said[0].voice, np.concatenate([one.sound for one in said]), phones)


def rows_of(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(frames of 20 ms, 768) float16: what is heard of (n,) float32 at 16 kHz where another microphone stands before
    another throat."""
    return encoded(distant(sound, rng), float(rng.uniform(0.88, 1.14)), colour(rng)).astype(np.float16)


def distant(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Another room, microphone and distance; `sound`: (n,) float32 at 16 kHz."""
    if rng.random() < 0.5:
        decay = np.exp(-np.arange(4000) / (RATE * rng.uniform(0.02, 0.09)))
        room = rng.standard_normal(4000) * decay * rng.uniform(0.01, 0.08)
        room[0] = 1.0
        sound = fftconvolve(sound, room)[: len(sound)]
    sound = lfilter([1.0, -rng.uniform(-0.5, 0.7)], [1.0], sound)
    noise = rng.standard_normal(len(sound))
    if rng.random() < 0.6:
        noise = lfilter([1.0], [1.0, -0.95], noise) * 0.3
    noise = noise * _curve(len(sound), 0.2 * RATE, 0.5, rng)
    level = np.sqrt((sound**2).mean()) * 10 ** (-rng.uniform(12, 50) / 20)
    return np.asarray((sound + noise * level) * 10 ** rng.uniform(-1, 0.3), np.float32)


def colour(rng: np.random.Generator) -> np.ndarray:
    """(40,) a random smooth equaliser of up to about 10 dB, in log units."""
    return np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, 1.0, 6))
