"""python -m avatars.footage.stage: one stage of creation or activation, in a process that the job may kill.

Its task: {"stage", "work": folder} and for "build" also {"out": folder, "manifest": {…}}.
"""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from avatars.footage.child import Progress, serve

NICE = 10  # live conversations on the same machine come first


def work(task: dict[str, Any], progress: Progress) -> Any:
    """What the stage answers, as JSON: the quality card of a build, otherwise nothing."""
    os.nice(NICE)
    folder = Path(task["work"])
    if task["stage"] == "build":
        from avatars.footage.build import build_bundle

        return asdict(build_bundle(folder, Path(task["out"]), task["manifest"], progress))
    from avatars.footage import stages

    getattr(stages, task["stage"])(folder, progress)
    return None


if __name__ == "__main__":
    serve(work)
