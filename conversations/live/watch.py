"""Is the visitor still there? The server decides: a heartbeat every 2 s, gone after 5 s without, lost 30 s later."""

from .clock import Clock

SILENT_S = 5.0
RETURN_S = 30.0
FIRST_ATTACH_S = 9.0
LOOK_EVERY_S = 0.5


class Watch:
    """After Start Chat the first socket has `FIRST_ATTACH_S` to come; who was there and left has `RETURN_S`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._deadline = clock.now() + FIRST_ATTACH_S
        self.attached_before = False
        self.is_there = False

    def attached(self) -> None:
        self.attached_before = self.is_there = True
        self.heard()

    def heard(self) -> None:
        if self.is_there:
            self._deadline = self._clock.now() + SILENT_S

    def left(self) -> None:
        self.is_there = False
        self._deadline = self._clock.now() + RETURN_S

    async def until_overdue(self) -> None:
        while (left := self._deadline - self._clock.now()) > 0:
            await self._clock.sleep(min(LOOK_EVERY_S, left))
