"""Speech made in code: phonemes at known times, and sound whose samples name their own index."""

from dataclasses import dataclass

import numpy as np

from avatars.engine import SAMPLE_RATE, viseme_of


@dataclass(frozen=True)
class Sound:
    symbol: str
    viseme: str
    start_s: float
    end_s: float


def sounds(*parts: tuple[str, float]) -> list[Sound]:
    """("m", 0.08), ("", 0.4) ...: IPA and seconds, one after the other; an empty symbol is a pause."""
    found, at = [], 0.0
    for symbol, seconds in parts:
        found.append(Sound(symbol, viseme_of(symbol), at, at + seconds))
        at += seconds
    return found


def ramp(seconds: float) -> np.ndarray:
    """Sound of which every slice differs, so that it can be told where a sample came from."""
    n = round(seconds * SAMPLE_RATE)
    return ((np.arange(n) % 30011) / 32767).astype(np.float32)
