"""Times for sound that came without: the embedded voice reads the same text, and time is warped from it to the sound.

Text-to-speech synthesis aligned by dynamic time warping, after Malfrère, Deroo, Dutoit & Ris (2003).
"""

from itertools import pairwise

import numpy as np

from avatars.speech import features
from avatars.speech.espeak import EspeakVoice
from avatars.speech.pauses import silences, with_pauses
from avatars.speech.sentences import sentences
from avatars.speech.types import SAMPLE_RATE, Phoneme, SpokenPiece, Word
from avatars.speech.warping import warping_path

STEP_COST = 0.35
SHORTEST_S = 0.05  # less sound than this holds no phoneme
BAND_S, BAND_SHARE = 0.8, 0.25  # how far the reading speed may wander: seconds, and share of the length
_HIGH_VOICE_HZ = 160.0


def align(text: str, language: str, pcm: np.ndarray) -> tuple[tuple[Phoneme, ...], tuple[Word, ...]]:
    """When each phoneme and word of `text` is heard in `pcm`, (n,) float32 at 48 kHz, which says that text.

    Phonemes cover the whole sound, pauses included; word offsets count in `text`. Where the text has nothing
    to say, that is one pause and no words. Blocks: call it in a worker thread.
    """
    duration_s = len(pcm) / SAMPLE_RATE
    sound = features.to_16k(pcm)
    model = _read(text, language, features.voiced_hertz(sound)) if duration_s > SHORTEST_S else None
    if model is None:
        return (Phoneme("_", "sil", 0.0, duration_s),), ()
    warp = _time_map(model, sound)
    phonemes = _mapped(model.phonemes, warp, duration_s)
    words = tuple(Word(w.text, warp(w.start_s), warp(w.end_s), w.offset) for w in model.words)
    return with_pauses(phonemes, silences(sound), duration_s), words


def _read(text: str, language: str, hertz: float) -> SpokenPiece | None:
    """The whole text by an embedded voice of about that pitch, as one piece."""
    voice = EspeakVoice(language, "f3" if hertz == 0 or hertz > _HIGH_VOICE_HZ else "m3")
    sound: list[np.ndarray] = []
    phonemes: list[Phoneme] = []
    words: list[Word] = []
    at = 0.0
    for offset, sentence in sentences(text):
        piece = voice.read(sentence)
        if piece is None:
            continue
        sound.append(piece.pcm)
        phonemes += [Phoneme(p.symbol, p.viseme, p.start_s + at, p.end_s + at) for p in piece.phonemes]
        words += [Word(w.text, w.start_s + at, w.end_s + at, w.offset + offset) for w in piece.words]
        at += piece.duration_s
    return SpokenPiece(text, np.concatenate(sound), tuple(phonemes), tuple(words)) if sound else None


class _TimeMap:
    """Reading time to sound time, straight between the path's points."""

    def __init__(self, reading_s: np.ndarray, sound_s: np.ndarray) -> None:
        self._reading_s, self._sound_s = reading_s, sound_s

    def __call__(self, time_s: float) -> float:
        return float(np.interp(time_s, self._reading_s, self._sound_s))


def _time_map(model: SpokenPiece, sound: np.ndarray) -> _TimeMap:
    reading = features.to_16k(model.pcm)
    said = [p for p in model.phonemes if p.viseme != "sil"]
    bounds = _frames(said[0].start_s, said[-1].end_s)
    speech = _speech_range(sound)
    left, right = _comparable(reading)[slice(*bounds)], _comparable(sound)[slice(*speech)]
    band = int(max(BAND_S / features.FRAME_S, BAND_SHARE * len(right), abs(len(right) - len(left)) * 0.6))
    path = warping_path(left, right, band, STEP_COST)
    sums = np.bincount(path[:, 0], path[:, 1]), np.bincount(path[:, 0])
    reading_s = (np.arange(len(left)) + bounds[0]) * features.FRAME_S
    sound_s = (sums[0] / sums[1] + speech[0]) * features.FRAME_S
    return _TimeMap(reading_s, np.maximum.accumulate(sound_s))


def _frames(start_s: float, end_s: float) -> tuple[int, int]:
    return round(start_s / features.FRAME_S), max(
        round(end_s / features.FRAME_S), round(start_s / features.FRAME_S) + 2
    )


def _speech_range(sound: np.ndarray) -> tuple[int, int]:
    """First and last frame of the sound that is not silence at its edges."""
    total = len(sound) // features.HOP + 1
    quiet = silences(sound)
    first = quiet[0][1] if quiet and quiet[0][0] <= 0.02 else 0.0
    last = (
        quiet[-1][0] if quiet and quiet[-1][1] >= (total - 3) * features.FRAME_S else total * features.FRAME_S
    )
    start, end = _frames(first, last)
    return (start, min(end, total)) if end - start > 2 else (0, total)


def _comparable(sound: np.ndarray) -> np.ndarray:
    """(frames, 27): what two voices saying the same have in common, each dimension of unit spread."""
    mel = features.log_mel(sound)
    loudness = features.loudness_db(sound)[:, None]
    top = np.percentile(loudness, 95)
    loud = np.clip((loudness - top + 45) / 45, 0, 1.2).astype(np.float32)
    mel = np.maximum(mel, np.percentile(mel, 95) - 11)
    rows = features.cepstra(mel)
    heard = loud[:, 0] > 0.35
    spread = rows[heard] if heard.sum() > 10 else rows
    rows = (rows - spread.mean(axis=0)) / (spread.std(axis=0) + 1e-3)
    rows *= loud.clip(0, 1)
    weights = np.linspace(1.0, 0.5, rows.shape[1], dtype=np.float32)
    change = features.deltas(rows)
    return np.hstack([rows * weights, change * weights * 2.0, loud * 4.0]).astype(np.float32) / 4


def _mapped(model: tuple[Phoneme, ...], warp: _TimeMap, duration_s: float) -> list[Phoneme]:
    edges = [0.0, *(warp(p.start_s) for p in model[1:]), duration_s]
    return [
        Phoneme(p.symbol, p.viseme, start, end)
        for p, (start, end) in zip(model, pairwise(edges), strict=True)
        if end > start
    ]
