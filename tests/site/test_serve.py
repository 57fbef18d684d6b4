"""bin/serve's machinery: everything starts, answers, and is gone after SIGTERM."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def free_port() -> int:
    """One that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A newcomer's machine: nothing configured but a folder and a port."""
    foreign = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEBUG", "DJANGO_SETTINGS_MODULE")
    clean = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**clean, "VAR_DIR": str(tmp_path), "PORT": str(free_port()), "PIPER_DIR": str(tmp_path)}


@pytest.fixture
def site(environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The running site."""
    (tmp_path / "any.onnx").touch()  # a voice is there: none is fetched
    command = [sys.executable, "-m", "avatarsite.serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        if process.poll() is None:
            process.terminate()


def lines_until(process: subprocess.Popen[str], words: str) -> list[str]:
    """What it prints, up to the line that holds the words."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines))


def processes_of(folder: Path) -> set[int]:
    """Everything that runs with this VAR_DIR."""
    mark, name = f"VAR_DIR={folder}".encode(), str(folder).encode()
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            # redis-server writes its title over its environment
            if (
                mark in (path / "environ").read_bytes().split(b"\0")
                or name in (path / "cmdline").read_bytes()
            ):
                found.add(int(path.name))
        except OSError:
            continue
    return found


def worker_of(folder: Path, queue: str) -> int:
    """The process that serves a queue (not the forks that it makes)."""
    found = [pid for pid in processes_of(folder) if f"rqworker\0{queue}\0" in command_of(pid)]
    return min(found)


def command_of(pid: int) -> str:
    """Its command line; words are parted by zero bytes."""
    return Path(f"/proc/{pid}/cmdline").read_text()


def test_it_starts_says_where_and_leaves_nothing(
    site: subprocess.Popen[str], environment: dict[str, str]
) -> None:
    text = "".join(lines_until(site, "Ctrl-C"))
    assert f"http://localhost:{environment['PORT']}/" in text
    assert "demo@example.com  password:  interactive" in text
    with urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/health/ready") as answer:
        assert answer.status == 200
    folder = Path(environment["VAR_DIR"])
    assert len(processes_of(folder)) >= 5  # itself, redis, web, two workers
    os.kill(worker_of(folder, "footage"), signal.SIGKILL)
    assert "The footage part ended with code -9" in lines_until(site, "started again")[-1]
    site.send_signal(signal.SIGINT)
    assert site.wait(20) == 0
    assert processes_of(folder) == set()
    assert not (folder / "redis.sock").exists()


def test_a_taken_port_is_said_at_once(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["PORT"])))
        other.listen()
        command = [sys.executable, "-m", "avatarsite.serve"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Port {environment['PORT']} is in use" in done.stderr


def test_an_unknown_address_is_said_at_once(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "avatarsite.serve"]
    environment["HOST"] = "203.0.113.1"
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no address 203.0.113.1" in done.stderr
