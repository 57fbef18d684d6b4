"""Is the visitor still there? The server decides: a heartbeat every 2 s, lost after 5 s without any sign."""

from .clock import Clock

LOST_S = 5.0
FIRST_ATTACH_S = 9.0
LOOK_EVERY_S = 0.5


class Watch:
    """A reload has `LOST_S` to come back; after Start Chat the first socket has a little longer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._deadline = clock.now() + FIRST_ATTACH_S
        self.attached_before = False

    def attached(self) -> None:
        self.attached_before = True
        self.heard()

    def heard(self) -> None:
        self._deadline = self._clock.now() + LOST_S

    def detached(self) -> None:
        self.heard()

    async def until_lost(self) -> None:
        while (left := self._deadline - self._clock.now()) > 0:
            await self._clock.sleep(min(LOOK_EVERY_S, left))
