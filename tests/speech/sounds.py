"""Sound that tests are made of: the embedded voice, with its true times."""

import numpy as np
import soxr

from avatars.speech.espeak import EspeakVoice
from avatars.speech.types import SpokenPiece


def spoken(
    text: str, language: str = "en", variant: str = "f3", rate: int = 160, pitch: int = 50
) -> SpokenPiece:
    """One sentence of the embedded voice."""
    piece = EspeakVoice(language, variant, rate, pitch).read(text)
    assert piece is not None
    return piece


def speech_bounds_s(piece: SpokenPiece) -> tuple[float, float]:
    """Where speech begins and ends in the piece."""
    said = [phoneme for phoneme in piece.phonemes if phoneme.viseme != "sil"]
    return said[0].start_s, said[-1].end_s


def at_16k(pcm: np.ndarray) -> np.ndarray:
    """48 kHz to 16 kHz, float32."""
    return np.asarray(soxr.resample(pcm, 48_000, 16_000), np.float32)


def quiet(seconds: float, rate: int = 16_000, loudness: float = 1e-3, seed: int = 0) -> np.ndarray:
    """A room's noise."""
    noise = np.random.default_rng(seed).standard_normal(int(seconds * rate))
    return (noise * loudness).astype(np.float32)
