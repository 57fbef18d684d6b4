"""The chooser and the renderer that a bundle's mouths need: rendered ones or filmed ones."""

from typing import Protocol

import numpy as np

from .bundle import Bundle, Mouth
from .mouth import MouthFrame, UnitChooser
from .own_mouth import OwnChooser
from .own_renderer import OwnRenderer
from .renderer import Base, Renderer


class Chooser(Protocol):
    """Units for a run of shapes."""

    def plan(
        self, shapes: np.ndarray, begin: int | None = None, poses: np.ndarray | None = None
    ) -> list[MouthFrame]: ...


class Drawer(Protocol):
    """Sets a mouth into a base frame."""

    def render(self, base: Base, mouth: MouthFrame, opacity: float = 1.0) -> np.ndarray: ...


def chooser_of(mouth: Mouth) -> Chooser:
    """For one session."""
    return UnitChooser(mouth) if mouth.own is None else OwnChooser(mouth)


def drawer_of(bundle: Bundle) -> Drawer:
    """For one session."""
    return Renderer(bundle) if bundle.mouth.own is None else OwnRenderer(bundle.mouth)
