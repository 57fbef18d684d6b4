"""The real site for a bench: the project's own command, on a free port, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READY_LIMIT_S = 120.0
SETTLE_S = 3.0


@dataclass(frozen=True)
class Site:
    """`pid`: of the process that serves pages and sessions; `environment`: what the site's own commands need."""

    url: str
    pid: int
    environment: dict[str, str] = field(default_factory=dict)


@contextmanager
def running_site(**settings: str) -> Iterator[Site]:
    """Serve until the block ends; nothing is left behind. `settings`: further ones of README's table."""
    with tempfile.TemporaryDirectory(prefix="avatar-bench-") as folder:
        port = free_port()
        fixed = {"VAR_DIR": folder, "PORT": str(port), "LOG_LEVEL": "WARNING", "DEMO": "true"}
        environment = {**os.environ, **fixed, **settings}
        with (Path(folder) / "server.log").open("wb") as log:
            command = [sys.executable, "-m", "avatarsite.serve"]  # what bin/serve ends in
            server = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            try:
                url = f"http://127.0.0.1:{port}"
                wait_until_ready(url, server, Path(log.name))
                time.sleep(SETTLE_S)
                yield Site(url, web_process(server.pid), environment)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """RuntimeError with the log's end when it does not come up."""
    until = time.monotonic() + READY_LIMIT_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=5):
                return
        except (OSError, urllib.error.HTTPError):
            time.sleep(0.2)
    raise RuntimeError("The site did not start:\n" + log.read_text(errors="replace")[-3000:])


def web_process(parent: int) -> int:
    """The child that runs daphne."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if "daphne" in Path(f"/proc/{child}/cmdline").read_text():
            return int(child)
    raise RuntimeError("The web process was not found.")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Proportional set size: shared pages count once among those who share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
