"""Files that are there whole or not at all, and whether a stage has already been done."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_EDGE = 1 << 20


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A file to write to, which takes `path`'s place when the block ends well, and is removed when it doesn't."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_json(path: Path, value: Any) -> None:
    """Atomically."""
    with replaced(path) as part:
        part.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "utf-8")


def read_json(path: Path) -> Any:
    """Raises OSError or ValueError."""
    return json.loads(path.read_text("utf-8"))


def digest(paths: list[Path], **options: Any) -> str:
    """Tells inputs apart: names, sizes, the first and last MB of each file (2 GB are not read), the options."""
    total = hashlib.sha256(json.dumps(options, sort_keys=True, default=str).encode())
    for path in paths:
        total.update(f"{path.name}:{path.stat().st_size}".encode())
        with path.open("rb") as file:
            total.update(file.read(_EDGE))
            file.seek(max(0, path.stat().st_size - _EDGE))
            total.update(file.read(_EDGE))
    return total.hexdigest()


def is_done(work: Path, stage: str, inputs: str, outputs: list[Path]) -> bool:
    """Was `stage` finished for just these inputs (a digest), and is what it made still there?"""
    note = work / ".stages" / stage
    return note.exists() and note.read_text() == inputs and all(path.exists() for path in outputs)


def mark_done(work: Path, stage: str, inputs: str) -> None:
    """After its outputs are in place."""
    with replaced(work / ".stages" / stage) as part:
        part.write_text(inputs)
