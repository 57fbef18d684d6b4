"""Stage 5: what is said when, on the corrected sound's clock: speech.json.

{"source": "script"|"sound", "phonemes": [[symbol, viseme, start_s, end_s] …]}: where each take was read from a script
its text is aligned, elsewhere shapes are heard from the sound alone.
"""

from pathlib import Path
from typing import Any

import numpy as np

from avatars.footage.child import Progress, silent
from avatars.footage.clean import INFO, SOUND
from avatars.footage.clean_sound import read_wav
from avatars.footage.files import digest, is_done, mark_done, read_json, write_json
from avatars.footage.gate import GATE, Gate
from avatars.footage.limits import EACH, RATE
from avatars.speech.align import align
from avatars.speech.sound_shapes import shapes_from_sound
from avatars.speech.types import Phoneme

SPEECH = "speech.json"
_ALIGNED_S = 180  # a longer take is no part of a script, and aligning it would fill the memory


def listen(work: Path, progress: Progress = silent) -> dict[str, Any]:
    """Phonemes of the clean sound with `gate`'s offset taken out; returns speech.json."""
    made = work / SPEECH
    inputs = digest([work / SOUND, work / INFO, work / GATE], version=1)
    if not is_done(work, "listen", inputs, [made]):
        pcm = corrected(read_wav(work / SOUND), Gate.load(work / GATE).offset_ms)
        write_json(made, _heard(pcm, read_json(work / INFO)["takes"], progress))
        mark_done(work, "listen", inputs)
    progress(1.0)
    speech: dict[str, Any] = read_json(made)
    return speech


def corrected(pcm: np.ndarray, offset_ms: float) -> np.ndarray:
    """(n,) at 48 kHz with sound that is late by `offset_ms` brought back onto the lips; as long as before."""
    shift = round(offset_ms * RATE / 1000)
    moved = np.zeros_like(pcm)
    if shift >= 0:
        moved[: len(pcm) - shift] = pcm[shift:]
    else:
        moved[-shift:] = pcm[:shift]
    return moved


def _heard(pcm: np.ndarray, takes: list[dict[str, Any]], progress: Progress) -> dict[str, Any]:
    rows: list[list[Any]] = []
    total = sum(take["frames"] for take in takes) * EACH
    for take in takes:
        start, end = take["start"] * EACH, (take["start"] + take["frames"]) * EACH
        at_s = start / RATE
        found = _phonemes(pcm[start:end], take["text"], take["language"])
        rows += [[p.symbol, p.viseme, round(p.start_s + at_s, 4), round(p.end_s + at_s, 4)] for p in found]
        progress(end / max(1, total))
    return {"source": "script" if any(take["text"] for take in takes) else "sound", "phonemes": rows}


def _phonemes(pcm: np.ndarray, text: str | None, language: str) -> list[Phoneme]:
    if text and text.strip() and len(pcm) <= _ALIGNED_S * RATE:
        return list(align(text, language, pcm)[0])
    return shapes_from_sound(pcm)
