"""The processes of a site on one machine: started together, watched, and ended together."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from avatarsite.embedded_redis import die_with_parent

# rq's worker ends after its job at the first SIGTERM, at once at the second.
FIRST_S, SECOND_S = 4.0, 3.0


@dataclass
class Child:
    """A process, what it is for, and how it was started."""

    name: str
    process: subprocess.Popen[bytes]
    arguments: tuple[str, ...] = ()


@dataclass
class Children:
    """`start` them, `dead()` tells the first that ended by itself, `stop()` leaves none behind."""

    running: list[Child] = field(default_factory=list)

    def start(self, name: str, *arguments: str, essential: bool = True, **environment: str) -> None:
        """Start `python arguments…`. A child that is not essential may end without ending the site."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **environment},
            preexec_fn=die_with_parent,
            start_new_session=True,  # Ctrl-C reaches us alone; we then end them in order
        )
        self.running.append(Child(name if essential else f"({name})", process, arguments))

    def again(self, child: Child) -> None:
        """Start one that has ended once more."""
        self.running.remove(child)
        self.start(child.name, *child.arguments)

    def dead(self) -> Child | None:
        """The first essential child that has ended."""
        ended = (child for child in self.running if child.process.poll() is not None)
        return next((child for child in ended if not child.name.startswith("(")), None)

    def stop(self) -> None:
        """SIGTERM, again for those that stay, then SIGKILL to their whole groups."""
        for wait_s in (FIRST_S, SECOND_S):
            self._signal(signal.SIGTERM)
            if self._ended(wait_s):
                break
        for child in self.running:
            try:
                os.killpg(child.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._ended(SECOND_S)
        self.running.clear()

    def _signal(self, number: signal.Signals) -> None:
        for child in self.running:
            if child.process.poll() is None:
                child.process.send_signal(number)

    def _ended(self, within_s: float) -> bool:
        until = time.monotonic() + within_s
        while any(child.process.poll() is None for child in self.running):
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True
