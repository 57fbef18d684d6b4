"""The network that hears mouth shapes, for those who use it in this package: see `avatars.engine.sound_net`."""

from avatars.engine.sound_net import WEIGHTS, SoundNet, fitted, listen, normalised
from avatars.engine.visemes import VISEMES

__all__ = ["VISEMES", "WEIGHTS", "SoundNet", "fitted", "listen", "normalised"]
