"""How often something may be asked for: each turn costs its owner a request to the services."""

from .clock import Clock


class Allowance:
    """`burst` at once; then one more every `every_s` seconds."""

    def __init__(self, clock: Clock, burst: int, every_s: float) -> None:
        self._clock = clock
        self._burst, self._every_s = burst, every_s
        self._left, self._counted_at = float(burst), clock.now()

    def take(self) -> bool:
        """Whether there is one left; it is then used."""
        now = self._clock.now()
        self._left = min(self._burst, self._left + (now - self._counted_at) / self._every_s)
        self._counted_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
