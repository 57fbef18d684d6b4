"""What the visitor reads at the end: why, what it cost, what is left, and what to do next."""

from .events import Ended, Meter
from .parts import Parts

# Ends that are billed to the visitor's last sign of life.
LOST = frozenset({"lost", "server_stopped", "failed"})
# For so long it waits until the bill is in the books; while the database is away that goes on without the visitor.
GOODBYE_S = 2.0


def goodbye(reason: str, used: Meter, parts: Parts) -> Ended:
    """`reason`: a name of conversations/messages.py; `used`: the meter's reading after it was stopped."""
    words = parts.sentence(f"ended.{reason}")
    return Ended(reason, words, used.elapsed_ms, used.left_ms, parts.next_step(reason))
