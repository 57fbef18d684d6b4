"""The network that hears mouth shapes, for those who fit and use it in this package: see `avatars.engine.sound_net`."""

from avatars.engine.sound_net import (
    FLOOR,
    OFFSETS,
    WEIGHTS,
    SoundModel,
    fitted,
    normalised,
    rows_of,
    softmax,
    windows,
)
from avatars.engine.visemes import VISEMES

__all__ = [
    "FLOOR", "OFFSETS", "VISEMES", "WEIGHTS", "SoundModel", "fitted", "normalised", "rows_of", "softmax", "windows",
]  # fmt: skip
