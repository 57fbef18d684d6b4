"""What the mouth was asked to do, frame by frame, before anything was rendered."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .bundle import Bundle
from .clock import SLICE_S
from .mouth import opening
from .phonemes import TimedPhoneme


def truth_rows(
    bundle: Bundle,
    shapes: np.ndarray,
    phonemes: Sequence[TimedPhoneme],
    lead_frames: int = 0,
    tail_frames: int = 0,
) -> list[dict[str, Any]]:
    """One row a frame: {"frame", "t", "viseme", "params", "lip_gap_px", "jaw"}.

    shapes: (n, k) for the speech, before and after which come frames at rest; lip_gap_px in crop pixels, 0 where
    the lips meet, as in a film's truth: that they press can not be seen.
    """
    rest = bundle.visemes["sil"].shape
    every = np.concatenate([np.tile(rest, (lead_frames, 1)), shapes, np.tile(rest, (tail_frames, 1))])
    gaps = opening(bundle.mouth, every)
    names = bundle.mouth.shape_names
    return [
        {
            "frame": i,
            "t": round(i * SLICE_S, 3),
            "viseme": _viseme_at((i - lead_frames + 0.5) * SLICE_S, phonemes),
            "params": {n: round(float(v), 4) for n, v in zip(names, shape, strict=True) if abs(v) > 1e-3},
            "lip_gap_px": round(float(gap), 3),
            "jaw": round(float(shape[names.index("jawOpen")]), 4) if "jawOpen" in names else 0.0,
        }
        for i, (shape, gap) in enumerate(zip(every, gaps, strict=True))
    ]


def _viseme_at(t: float, phonemes: Sequence[TimedPhoneme]) -> str:
    return next((p.viseme for p in phonemes if p.start_s <= t < p.end_s), "sil")
