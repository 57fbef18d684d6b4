"""Runs a stage's work in a child process: hostile files and MediaPipe never meet the worker, web or live process.

The child is `python -m avatars.footage.<name>`: one JSON object on stdin (its task), JSON lines on stdout:
{"progress": 0..1}, {"error": {"id", "facts"}} or {"done": …}.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from avatars.footage.errors import FootageError, Reason, refusal

Progress = Callable[[float], None]
ROOT = Path(__file__).parents[2]
_QUIET = {"GLOG_minloglevel": "3", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}


def silent(share: float) -> None:
    """A progress that nobody watches."""


def run_child(module: str, task: dict[str, Any], progress: Progress, wall_s: float) -> Any:
    """What the child answers as "done". Raises FootageError for its "error" or when `wall_s` is over.

    A child that dies otherwise raises ChildError with the end of what it wrote to stderr.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", f"avatars.footage.{module}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=_environment(),
        text=True,
    )
    said: list[str] = []
    ears = threading.Thread(target=_read_all, args=(child, said), daemon=True)
    late = threading.Timer(wall_s, child.kill)
    ears.start()
    late.start()
    try:
        return _converse(child, task, progress, late, said, ears)
    finally:
        late.cancel()
        child.kill()
        child.wait()
        ears.join()
        for pipe in (child.stdin, child.stdout, child.stderr):
            pipe.close()  # type: ignore[union-attr]


class ChildError(RuntimeError):
    """The child died and it is not the recording's fault as far as we know; the message is for the log."""


def _environment() -> dict[str, str]:
    """Only what Python needs: no keys, no passwords, no proxies."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return {name: os.environ[name] for name in kept if name in os.environ} | _QUIET


def _read_all(child: "subprocess.Popen[str]", said: list[str]) -> None:
    for line in child.stderr or ():
        said.append(line)
        del said[:-40]


def _converse(
    child: "subprocess.Popen[str]",
    task: dict[str, Any],
    progress: Progress,
    late: threading.Timer,
    said: list[str],
    ears: threading.Thread,
) -> Any:
    _tell(child, task)
    for line in child.stdout or ():
        answer = json.loads(line) if line.startswith("{") else {}  # libraries print to stdout, too
        if "progress" in answer:
            progress(answer["progress"])
        elif "error" in answer:
            raise refusal([Reason(**reason) for reason in answer["error"]])
        elif "done" in answer:
            return answer["done"]
    child.wait()
    if not late.is_alive():
        raise FootageError("footage.too_heavy")
    ears.join()
    raise ChildError(f"{task.get('name', 'child')} ended with {child.returncode}: {''.join(said)[-2000:]}")


def _tell(child: "subprocess.Popen[str]", task: dict[str, Any]) -> None:
    try:
        child.stdin.write(json.dumps(task))  # type: ignore[union-attr]
        child.stdin.close()  # type: ignore[union-attr]
    except BrokenPipeError:
        pass  # it died at once: its exit says why


def serve(work: Callable[[dict[str, Any], Progress], Any]) -> None:
    """The child's side: reads the task, calls `work(task, progress)`, answers."""
    die_with_parent()
    last = -1.0

    def tell(share: float) -> None:
        nonlocal last
        if share - last >= 0.005 or share >= 1:
            last = share
            _answer({"progress": round(min(1.0, share), 4)})

    try:
        _answer({"done": work(json.loads(sys.stdin.read()), tell)})
    except FootageError as error:
        _answer({"error": [reason.as_dict() for reason in error.reasons]})


def die_with_parent() -> None:
    """A killed worker leaves no child behind (Linux; elsewhere the child ends when it next writes)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _answer(value: dict[str, Any]) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201
