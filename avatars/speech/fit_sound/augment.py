"""Another speaker, room, microphone and distance."""

from dataclasses import replace

import numpy as np
import soxr
from scipy.signal import fftconvolve, lfilter

from avatars.engine.mel import BANDS, RATE, log_mel
from avatars.engine.sound_net import normalised

from .utterance import Utterance

LEVEL = 0.08


def varied(said: Utterance, rng: np.random.Generator) -> Utterance:
    """Mostly at another tape speed, always at one loudness, with silence around it."""
    speed = float(rng.uniform(0.86, 1.18)) if rng.random() < 0.6 else 1.0
    sound = said.sound if speed == 1.0 else soxr.resample(said.sound, RATE * speed, RATE)
    sound = sound * (LEVEL / (np.sqrt((sound**2).mean()) + 1e-6))
    before, after = rng.uniform(0, 0.4, 2)
    silences = (np.zeros(int(s * RATE)) for s in (before, after))
    phones = [(ipa, start / speed + before, end / speed + before) for ipa, start, end in said.phones]
    first, last = silences
    return replace(said, sound=np.concatenate([first, sound, last]).astype(np.float32), phones=phones)


def rows_of(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(frames, 40) float16, normalised: of (n,) float32 at 16 kHz, as another microphone would hear another throat."""
    mel = log_mel(distant(sound, rng), float(rng.uniform(0.84, 1.2)))
    return normalised(coloured(mel, rng)).astype(np.float16)


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
    level = np.sqrt((sound**2).mean()) * 10 ** (-rng.uniform(12, 50) / 20)
    return np.asarray((sound + noise * level) * 10 ** rng.uniform(-1, 0.3), np.float32)


def coloured(mel: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random smooth equaliser of up to about 10 dB."""
    curve = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, 1.0, 6))
    return np.asarray(mel + curve.astype(np.float32))
