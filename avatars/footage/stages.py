"""The stages of creation, in their order. Each is skipped where it was done for the same inputs.

Each takes the work folder and a `progress` that is told 0..1; what `progress` raises ends the stage (and its child
process) at once. Raises FootageError where the recording is at fault.
"""

from avatars.footage.clean import clean
from avatars.footage.faces import find_faces
from avatars.footage.gate import gate
from avatars.footage.listen import listen
from avatars.footage.probe import probe

STAGES = (probe, clean, find_faces, gate, listen)

__all__ = ["STAGES", "clean", "find_faces", "gate", "listen", "probe"]
