"""The avatar engine: a bundle and timed speech in, slices of image and sound out. Knows nothing of Django."""

import numpy as np

from .background import Background, Grade
from .bundle import Bundle
from .clock import FPS, SAMPLE_RATE, SLICE_SAMPLES
from .errors import BundleError
from .mouth import lip_gap as _lip_gap
from .offline import render_offline
from .performer import Performer, RenderedSlice
from .shape_track import shape_track
from .visemes import VISEMES, viseme_of


def lip_gap(bundle: Bundle, shapes: np.ndarray) -> np.ndarray:
    """shapes: (n, k) -> (n,) pixels of the mouth crop between the inner lips."""
    return _lip_gap(bundle.mouth, shapes)


__all__ = [
    "FPS", "SAMPLE_RATE", "SLICE_SAMPLES", "VISEMES", "Background", "Bundle", "BundleError", "Grade", "Performer",
    "RenderedSlice", "lip_gap", "render_offline", "shape_track", "viseme_of",
]  # fmt: skip
