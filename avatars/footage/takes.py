"""What lies in source/: the takes in their order, with trims and what was read. Written by `receive`."""

from dataclasses import asdict, dataclass
from pathlib import Path

from avatars.footage.files import read_json, write_json


@dataclass(frozen=True)
class SourceTake:
    """One file of source/. Times in seconds of the file; `end_s` None is its end.

    `text`: what was read, None where nobody knows; `language`: ISO 639-1 of the text; `part`: the script's part
    ("listening" is the silence for the idle loop), "" for an upload.
    """

    file: str
    start_s: float = 0.0
    end_s: float | None = None
    text: str | None = None
    language: str = "en"
    part: str = ""


def write_takes(work: Path, takes: list[SourceTake]) -> None:
    """As source/takes.json."""
    write_json(work / "source" / "takes.json", [asdict(take) for take in takes])


def read_takes(work: Path) -> list[SourceTake]:
    """Without a list, each file of source/ by name, whole."""
    folder = work / "source"
    listed = folder / "takes.json"
    if listed.exists():
        return [SourceTake(**row) for row in read_json(listed)]
    return [SourceTake(p.name) for p in sorted(folder.iterdir()) if p.is_file() and p.name[0] != "."]


def take_paths(work: Path) -> list[Path]:
    """The files, in the takes' order, and the list itself where there is one."""
    listed = work / "source" / "takes.json"
    paths = [work / "source" / take.file for take in read_takes(work)]
    return [*paths, listed] if listed.exists() else paths
