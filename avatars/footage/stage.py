"""python -m avatars.footage.stage: one stage of creation or activation, in a process that the job may kill.

Its task: {"stage", "work": folder} and for "build" also {"out": folder, "manifest": {…}, "cache": folder}.
"""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from avatars.footage.child import Progress, serve

NICE = 10  # live conversations on the same machine come first
CREATION = {"probe": "probe", "clean": "clean", "faces": "find_faces", "gate": "gate", "speech": "listen"}


def work(task: dict[str, Any], progress: Progress) -> Any:
    """What the stage answers, as JSON: the quality card of a build, otherwise nothing."""
    os.nice(NICE)
    folder = Path(task["work"])
    if task["stage"] == "build":
        return _build(folder, task, progress)
    from avatars.footage import stages

    getattr(stages, CREATION[task["stage"]])(folder, progress)
    return None


def _build(folder: Path, task: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The bundle, opened once: it is whole, and its loops lie decoded in the cache for the first conversation."""
    from avatars.engine import Bundle
    from avatars.footage.build import build_bundle

    quality = build_bundle(folder, Path(task["out"]), task["manifest"], progress)
    Bundle.load(task["out"], task["cache"])
    return asdict(quality)


if __name__ == "__main__":
    serve(work)
