"""How much of the drawn mouth is seen: it covers the base's own one while it moves, and gives way to it at rest."""

from .timeline import Moment

FADE_FRAMES = 3


class Presence:
    """Steps once a frame. A base that was filmed while speaking never shows its own mouth."""

    def __init__(self, filmed: bool) -> None:
        self._filmed = filmed
        self.opacity = 0.0

    def step(self, moment: Moment, given: bool, moving: bool) -> float:
        """given: a mouth was asked for; moving: and it is not at rest."""
        if self._filmed and (moment.loop == "speak" or (self.opacity and not moment.plain)):
            self.opacity = 1.0
        elif not given:
            self.opacity = max(0.0, round(self.opacity - 1 / FADE_FRAMES, 6))
        elif self.opacity or moving:
            self.opacity = min(1.0, self.opacity + 0.5) if self._filmed else 1.0
        return self.opacity
