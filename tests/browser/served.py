"""The real site in processes of its own, as bin/serve runs it, for a real browser."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
READY_S = 120.0


@dataclass(frozen=True)
class Site:
    """A running site: its address, and the environment that its own commands need."""

    url: str
    environment: dict[str, str]
    log: Path

    def ask(self, expression: str) -> Any:
        """The value, as JSON, of a Django expression evaluated in the site's own database."""
        code = f"import json; from conversations.models import Conversation; print(json.dumps({expression}))"
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout.strip().splitlines()[-1])


@contextmanager
def served(folder: Path, decoded: Path | None = None, **settings: str) -> Iterator[Site]:
    """`python -m avatarsite.serve` on a free port with its own data, on the same kind of services as this run.

    decoded: where the samples' loops lie decoded already, else it decodes them itself.
    """
    port = free_port()
    if decoded is not None:
        (folder / "cache").symlink_to(decoded)
    with own_database() as services:
        environment = {
            **os.environ,
            "VAR_DIR": str(folder),
            "PORT": str(port),
            "HOST": "127.0.0.1",
            **services,
            **settings,
        }
        environment |= {
            "DJANGO_SETTINGS_MODULE": "avatarsite.settings",
            "LOG_LEVEL": "INFO",
            "PIPER_VOICES_URL": "",
        }
        log = folder / "serve.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "avatarsite.serve"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
            )
            try:
                site = Site(f"http://127.0.0.1:{port}", environment, log)
                wait_until_ready(site, process)
                yield site
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Where this run uses PostgreSQL + Redis: a fresh database there; nothing on the embedded default."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield {}
        return
    parts, name = urlsplit(url), f"browser_{secrets.token_hex(4)}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
            redis = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{4 + worker % 4}")
            yield {
                "DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}")),
                "REDIS_URL": urlunsplit(redis),
            }
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def wait_until_ready(site: Site, process: "subprocess.Popen[bytes]") -> None:
    """Until /health/ready says so. RuntimeError with the log's end where it does not come up."""
    end = time.monotonic() + READY_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{site.url}/health/ready", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)  # a process of its own: there is no event to wait for
    raise RuntimeError(f"The site did not come up:\n{site.log.read_text()[-3000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
