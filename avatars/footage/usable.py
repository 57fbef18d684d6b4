"""Which frames of the footage may be used, and what was said in it: from the work folder."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from avatars.footage.track import Track

LARGEST_TURN = (
    32.0,
    25.0,
)  # degrees of yaw and pitch from the person's own middle, for a mouth that is shown
SHARP_SHARE = 0.45  # of the median: less is motion blur


@dataclass(frozen=True)
class Work:
    """A work folder, read. kept: (n,) bool frames in use; fine: those whose mouths may be shown; spoken: phonemes."""

    folder: Path
    track: Track
    kept: np.ndarray
    fine: np.ndarray
    spoken: list[tuple[str, str, float, float]]

    @property
    def video(self) -> Path:
        return self.folder / "clean" / "video.mp4"

    @classmethod
    def read(cls, folder: Path) -> "Work":
        """gate.json and speech.json may be missing: then each frame with a face counts, and no words are known."""
        track = Track.load(folder / "faces.npz")
        kept = track.face & (track.count == 1) & _kept(folder / "gate.json", len(track))
        if not kept.any():
            return cls(folder, track, kept, kept, [])
        turned = np.abs(track.pose[:, :2] - np.nanmedian(track.pose[kept, :2], 0)) > LARGEST_TURN
        sharp = track.sharpness >= SHARP_SHARE * np.nanmedian(track.sharpness[kept])
        return cls(folder, track, kept, kept & sharp & ~turned.any(1), _spoken(folder / "speech.json"))


def _kept(file: Path, count: int) -> np.ndarray:
    kept = np.zeros(count, bool)
    spans = json.loads(file.read_text("utf-8")).get("keep") if file.exists() else None
    for start, end in [[0, count]] if spans is None else spans:
        kept[start:end] = True
    return kept


def _spoken(file: Path) -> list[tuple[str, str, float, float]]:
    if not file.exists():
        return []
    rows = json.loads(file.read_text("utf-8"))["phonemes"]
    return [(str(s), str(v), float(a), float(b)) for s, v, a, b in rows]
