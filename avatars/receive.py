"""The first stage: what the recording's owner chose, put together in the work folder's source/."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from avatars.footage.errors import FootageError
from avatars.footage.takes import SourceTake, write_takes
from avatars.models import Recording
from avatars.recordings import Source, sources


def receive(recording: Recording | None, work: Path, look: Callable[[float], None]) -> None:
    """Links (or copies) the takes and lists them. FootageError("avatar.no_recording") when no take is there."""
    found = sources(recording) if recording is not None else []
    if not found or not all(source.path.is_file() for source in found):
        raise FootageError("avatar.no_recording")
    folder = work / "source"
    folder.mkdir(parents=True, exist_ok=True)
    takes = [_take(number, source) for number, source in enumerate(found)]
    for number, (source, take) in enumerate(zip(found, takes, strict=True)):
        look(number / len(found))
        _bring(source.path, folder / take.file)
    write_takes(work, takes)


def _take(number: int, source: Source) -> SourceTake:
    return SourceTake(
        file=f"{number:03d}{source.path.suffix}",
        start_s=source.start_s,
        end_s=source.end_s,
        text=source.text,
        language=source.language,
        part=source.part,
    )


def _bring(there: Path, here: Path) -> None:
    """A hard link where both lie on one disk; else a copy, whole or not at all."""
    if here.exists() and here.stat().st_size == there.stat().st_size:
        return
    here.unlink(missing_ok=True)
    try:
        os.link(there, here)
    except OSError:
        part = here.with_name(f".{here.name}")
        shutil.copyfile(there, part)
        part.replace(here)
