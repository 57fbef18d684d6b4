"""Stage 4: is the footage good enough, and which spots of it are left out?"""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from avatars.footage.child import Progress, silent
from avatars.footage.faces import FACES
from avatars.footage.files import read_json, write_json
from avatars.footage.track import Track

GATE = "gate.json"


def gate(work: Path, progress: Progress = silent) -> "Gate":
    """Judges `work`'s footage and writes gate.json. Raises FootageError with all reasons against it."""
    track = Track.load(work / FACES)
    found = Gate([], [], [(0, len(track))], 0.0, 0.0)
    found.save(work / GATE)
    progress(1.0)
    return found


@dataclass(frozen=True)
class Spot:
    """A stretch that is left out, and why."""

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
