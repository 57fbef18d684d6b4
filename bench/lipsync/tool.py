"""The frozen measure ../shared/tools/lipsync.py, asked in this process so that each clip is looked at once."""

import argparse
import functools
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

TOOL = Path(__file__).parents[3] / "shared" / "tools" / "lipsync.py"


@functools.lru_cache(maxsize=1)
def measure() -> ModuleType:
    """The tool as a module; its landmarks are kept. Raises SystemExit where it is not there."""
    spec = importlib.util.spec_from_file_location("lipsync_measure", TOOL)
    if spec is None or spec.loader is None or not TOOL.exists():
        raise SystemExit(f"{TOOL} is missing: the measure lies beside the project, in ../shared/tools.")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for name in ("landmarks", "landmarks_3d"):
        setattr(tool, name, functools.lru_cache(maxsize=8)(getattr(tool, name)))
    return tool


def compare(rendered: Path, reference: Path) -> dict[str, Any]:
    """See the tool."""
    return dict(measure().compare(argparse.Namespace(rendered=str(rendered), reference=str(reference))))


def judge(rendered: Path) -> dict[str, Any]:
    """See the tool."""
    return dict(measure().judge(argparse.Namespace(rendered=str(rendered))))


def sound(rendered: Path) -> dict[str, Any]:
    """See the tool."""
    return dict(measure().sound(argparse.Namespace(rendered=str(rendered))))


def openings(clip: Path) -> Any:
    """(n,) inner lip distance of each frame in % of the distance between the eyes, nan without a face."""
    return measure().aperture(measure().landmarks(str(clip))[0])
