"""Footage for the bench: each clip through the product's own stages, its sound brought onto its lips."""

import shutil
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

from avatars.engine.clock import SLICE_SAMPLES
from avatars.footage import stages
from avatars.footage.clean import SOUND
from avatars.footage.clean_sound import read_wav
from avatars.footage.errors import FootageError
from avatars.footage.gate import GATE, Gate
from avatars.footage.listen import corrected
from avatars.footage.track import Track

ENDINGS = {".mp4", ".mov", ".webm", ".mkv", ".avi", ".m4v"}
QUARTERS = 4
APART = 15  # frames on either side of a held-out quarter that are not learnt from


@dataclass(frozen=True)
class Clip:
    """One clip, ready to be learnt from. pcm: 48 kHz, in step with the lips, one slice for each frame."""

    name: str
    work: Path
    track: Track
    pcm: np.ndarray
    offset_ms: float

    @property
    def frames(self) -> int:
        """At 25 a second."""
        return len(self.track)

    @property
    def eyes_px(self) -> float:
        """Between the outer corners of the eyes, in the clean copy."""
        return float(np.nanmedian(self.track.eyes_px))

    def quarters(self) -> list[slice]:
        """Four parts, one after the other."""
        edges = np.linspace(0, self.frames, QUARTERS + 1).astype(int)
        return [slice(int(a), int(b)) for a, b in pairwise(edges)]

    def train(self, held: slice) -> np.ndarray:
        """(n,) bool: the frames that may be learnt from while `held` is not."""
        mask = np.ones(self.frames, bool)
        mask[max(0, held.start - APART) : held.stop + APART] = False
        return mask

    def sound(self, part: slice) -> np.ndarray:
        """Of these frames."""
        return self.pcm[part.start * SLICE_SAMPLES : part.stop * SLICE_SAMPLES]


def long_enough(folder: Path, shortest_s: float) -> list[Path]:
    """The videos of a folder that last at least so long, by name."""
    found = [p for p in sorted(folder.iterdir()) if p.suffix.lower() in ENDINGS]
    return [p for p in found if seconds_of(p) >= shortest_s - 0.05]


def seconds_of(video: Path) -> float:
    """Of the container."""
    with av.open(str(video)) as source:
        return float(source.duration or 0) / av.time_base


def prepared(video: Path, work: Path, shortest_s: float) -> Clip:
    """Through all stages of creation, in the folder `work`. Raises FootageError."""
    (work / "source").mkdir(parents=True, exist_ok=True)
    if not (work / "source" / video.name).exists():
        shutil.copy(video, work / "source" / video.name)
    stages.probe(work, shortest_s=shortest_s)
    stages.clean(work)
    stages.find_faces(work)
    try:
        stages.gate(work, shortest_s=shortest_s)
    except FootageError:
        if not (work / GATE).exists():
            raise
    stages.listen(work)
    gate, track = Gate.load(work / GATE), Track.load(work / "faces.npz")
    pcm = corrected(read_wav(work / SOUND), gate.offset_ms)
    filled = np.zeros(len(track) * SLICE_SAMPLES, np.float32)
    filled[: min(len(pcm), len(filled))] = pcm[: len(filled)]
    return Clip(video.stem, work, track, filled, gate.offset_ms)
