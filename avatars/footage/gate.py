"""Stage 4: is the footage good enough, and which spots of it are left out?"""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from avatars.footage.child import Progress, silent
from avatars.footage.clean import INFO, SOUND
from avatars.footage.clean_sound import read_wav
from avatars.footage.errors import Reason, refusal
from avatars.footage.faces import FACES
from avatars.footage.files import digest, is_done, mark_done, read_json, write_json
from avatars.footage.limits import FPS, SHORTEST_S
from avatars.footage.marks import marks, stretches
from avatars.footage.track import Track
from avatars.footage.verdict import judge

GATE = "gate.json"


@dataclass(frozen=True)
class Spot:
    """A stretch that is left out, and why: `id` is "footage.spot.…", its sentence needs no facts."""

    start_s: float
    end_s: float
    id: str


@dataclass(frozen=True)
class Gate:
    """gate.json. `keep`: [start, end) frames that may be used; `offset_ms`: sound late by, removed in later use.

    `reasons` is empty where the footage was accepted; `figures`: what was measured, for the report.
    """

    reasons: list[dict[str, Any]]
    spots: list[Spot]
    keep: list[tuple[int, int]]
    offset_ms: float
    offset_confidence: float
    figures: dict[str, Any] = field(default_factory=dict)

    def kept(self, count: int) -> np.ndarray:
        """(count,) bool: frames that may be used."""
        mask = np.zeros(count, bool)
        for start, end in self.keep:
            mask[start:end] = True
        return mask

    def save(self, path: Path) -> None:
        """Atomically."""
        write_json(path, asdict(self))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises OSError, ValueError, TypeError or KeyError."""
        row = read_json(path)
        row["spots"] = [Spot(**spot) for spot in row["spots"]]
        row["keep"] = [(start, end) for start, end in row["keep"]]
        return cls(**row)


def gate(work: Path, progress: Progress = silent, *, shortest_s: float = SHORTEST_S) -> Gate:
    """Judges `work`'s footage and writes gate.json, refused or not. Raises FootageError with all reasons."""
    made = work / GATE
    inputs = digest([work / FACES, work / SOUND, work / INFO], shortest_s=shortest_s, version=5)
    if not is_done(work, "gate", inputs, [made]):
        _judged(work, shortest_s, progress).save(made)
        mark_done(work, "gate", inputs)
    progress(1.0)
    found = Gate.load(made)
    if found.reasons:
        raise refusal([Reason(**row) for row in found.reasons])
    return found


def _judged(work: Path, shortest_s: float, progress: Progress) -> Gate:
    track, pcm, info = Track.load(work / FACES), read_wav(work / SOUND), read_json(work / INFO)
    bad = marks(track)
    progress(0.2)
    keep = ~np.any(list(bad.values()), axis=0)
    verdict = judge(track, pcm, info, bad, keep, shortest_s)
    return Gate(
        [reason.as_dict() for reason in verdict.reasons],
        spots_of(bad),
        stretches(keep),
        round(verdict.offset_ms, 1),
        round(verdict.confidence, 3),
        verdict.figures,
    )


def spots_of(bad: dict[str, np.ndarray]) -> list[Spot]:
    """By time; a frame is told of once, by its weightiest mark."""
    told = np.zeros(len(next(iter(bad.values()))), bool)
    spots = []
    for name, mask in bad.items():
        spot = name.replace("footage.", "footage.spot.")
        spots += [Spot(round(a / FPS, 2), round(b / FPS, 2), spot) for a, b in stretches(mask & ~told)]
        told |= mask
    return sorted(spots, key=lambda spot: spot.start_s)
