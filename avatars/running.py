"""Runs one stage in a process of its own, which ends at once when the run is cancelled or lost. No Django here."""

import ctypes
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from avatars.footage.errors import Reason, refusal

PROGRAM = "avatars.footage.stage"
ROOT = Path(__file__).parents[1]
LOOK_S = 0.4  # how often a running stage is looked after
SILENT_S = 1800.0  # a stage that tells nothing for so long hangs
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")

Look = Callable[[float], None]


class StageCrashed(Exception):
    """The stage's process died, and it is not the recording's fault as far as we know. The text is for the log."""


@dataclass(frozen=True)
class Ran:
    """What a stage answered (JSON), and what it cost with its children.

    seconds: by the clock. cpu_s: of all cores. peak_mb: the most memory that one process of it held at a time.
    """

    answer: Any
    seconds: float
    cpu_s: float
    peak_mb: float


def run_stage(task: dict[str, Any], look: Look) -> Ran:
    """Run the stage that `task` names (see avatars.footage.stage) in task["work"].

    look(share) is called at least every LOOK_S; what it raises kills the stage and all that it started.
    Raises FootageError with all reasons where the recording is at fault, else StageCrashed.
    """
    started = time.monotonic()
    log = Path(task["work"]) / ".log" / f"{task['stage']}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", PROGRAM],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            cwd=ROOT, env=_environment(), start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip
    answer: dict[str, Any] | None = None
    try:
        _tell(child, task)
        answer = _answer(child, look)
    finally:
        cpu_s, peak_mb = _end(child, by_itself=answer == {})
    if "error" in answer:
        raise refusal([Reason(**reason) for reason in answer["error"]])
    if "done" not in answer:
        raise StageCrashed(f"{task['stage']} ended with {child.returncode}: {log.read_text('utf-8')[-2000:]}")
    return Ran(answer["done"], time.monotonic() - started, cpu_s, peak_mb)


def _die_with_parent() -> None:
    """Linux kills the stage when its job dies, even by SIGKILL; elsewhere it runs to its end for nobody."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (OSError, AttributeError):
        return


def _environment() -> dict[str, str]:
    """Only what Python needs: no keys, no passwords, no proxies."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def _tell(child: "subprocess.Popen[bytes]", task: dict[str, Any]) -> None:
    try:
        child.stdin.write(json.dumps(task).encode())  # type: ignore[union-attr]
        child.stdin.close()  # type: ignore[union-attr]
    except BrokenPipeError:
        pass  # it died at once: its exit says why


def _answer(child: "subprocess.Popen[bytes]", look: Look) -> dict[str, Any]:
    """The line with "done" or "error"; an empty one when it ended without. StageCrashed when it hangs."""
    share, heard_at, rest = 0.0, time.monotonic(), b""
    with selectors.DefaultSelector() as ears:
        ears.register(child.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
        while True:
            look(share)
            if not ears.select(LOOK_S):
                if time.monotonic() - heard_at > SILENT_S:
                    raise StageCrashed(f"nothing heard for {SILENT_S:.0f} s")
                continue
            data, heard_at = os.read(child.stdout.fileno(), 65536), time.monotonic()  # type: ignore[union-attr]
            *lines, rest = (rest + data).split(b"\n")
            for said in map(_parsed, lines):
                share = float(said.get("progress", share))
                if "done" in said or "error" in said:
                    return said
            if not data:
                return {}


def _parsed(line: bytes) -> dict[str, Any]:
    """Libraries print to stdout, too: what is no answer is nothing."""
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _end(child: "subprocess.Popen[bytes]", *, by_itself: bool) -> tuple[float, float]:
    """No process of the stage is left; its seconds of CPU, and the peak of its memory in MB (Linux counts it in kB).

    One that is dying without an answer ends by itself, so that its exit code tells why.
    """
    if not by_itself:
        _kill(child.pid)
    child.stdout.close()  # type: ignore[union-attr]
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    _kill(child.pid)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (
        1024.0 if sys.platform == "linux" else 1024.0**2
    )


def _kill(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
