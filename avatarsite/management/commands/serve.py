"""manage.py serve: the whole site on this machine, until Ctrl-C. bin/serve calls it."""

import errno
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from avatarsite.children import Children
from avatarsite.config import BASE_DIR, redis_socket
from avatarsite.embedded_redis import EmbeddedRedis
from avatarsite.errors import UserError
from avatarsite.messages import sentence
from avatarsite.preparing import prepare

READY_LIMIT_S = 60.0
WORKER = ("rqworker", "default", "--worker-ttl", "40", "--serializer", "rq.serializers.JSONSerializer")


class Stopped(Exception):
    """SIGTERM or Ctrl-C."""


def stop(*_: object) -> None:
    """The signals' answer; further ones are ignored while everything ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


class Command(BaseCommand):
    """Prepares, starts Redis if none is configured, web + live, and the job worker; ends all of them together."""

    help = "Run the whole site on this machine."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Until a signal, or until a part ends by itself."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        try:
            with ExitStack() as stack:
                self._serve(stack)
        except Stopped:
            self.stdout.write("\nStopped.")
        except UserError as error:
            raise CommandError(sentence(error)) from error

    def _serve(self, stack: ExitStack) -> None:
        started = time.monotonic()
        refuse_taken_port()
        if settings.EMBEDDED_REDIS:
            stack.enter_context(EmbeddedRedis(redis_socket(), Path(settings.VAR_DIR)))
        prepare()
        connection.close()
        children = Children()
        stack.callback(children.stop)
        start_parts(children)
        wait_until_ready(children)
        self._greet(time.monotonic() - started)
        fetch_voice(children)
        watch(children)

    def _greet(self, took_s: float) -> None:
        self.stdout.write(f"\n  {settings.SITE_NAME} is ready ({took_s:.1f} s):  {address()}/")
        if settings.DEMO:
            self.stdout.write(f"  Demo login:  {settings.DEMO_EMAIL}  password:  {settings.DEMO_PASSWORD}")
        self.stdout.write("  Ctrl-C stops it.\n")
        self.stdout.flush()


def address() -> str:
    """Where a browser on this machine finds the site."""
    host = "localhost" if settings.HOST in ("0.0.0.0", "127.0.0.1", "::") else settings.HOST  # noqa: S104
    return f"http://{host}:{settings.PORT}"


def refuse_taken_port() -> None:
    """UserError("serve.port_taken") or ("serve.bad_host") before anything is started."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            reason = (
                "serve.port_taken" if error.errno in (errno.EADDRINUSE, errno.EACCES) else "serve.bad_host"
            )
            raise UserError(reason, host=settings.HOST, port=settings.PORT) from error


def start_parts(children: Children) -> None:
    """Web + live in one process, jobs in another."""
    manage = str(BASE_DIR / "manage.py")
    proxy = ["--proxy-headers"] if settings.HTTPS else []
    daphne = ["-m", "daphne", "-v", "0", "-b", settings.HOST, "-p", str(settings.PORT), *proxy]
    children.start("web", *daphne, "avatarsite.asgi:application")
    children.start("worker", manage, *WORKER)


def wait_until_ready(children: Children) -> None:
    """Until /health/ready says yes. CommandError when a part dies or it takes too long."""
    until = time.monotonic() + READY_LIMIT_S
    while True:
        refuse_dead(children)
        answer = ask_ready()
        if answer is None:
            return
        if time.monotonic() > until:
            raise CommandError(f"Not ready after {READY_LIMIT_S:.0f} s: {answer}")
        time.sleep(0.1)


def ask_ready() -> str | None:
    """None when ready, else why not."""
    host = "127.0.0.1" if settings.HOST == "0.0.0.0" else settings.HOST  # noqa: S104
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}/health/ready"
    request = urllib.request.Request(url, headers={"Host": "localhost"})
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return None
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace")
    except OSError as error:
        return str(error)


def fetch_voice(children: Children) -> None:
    """Try to get the demo's better voice while the site already serves; nobody waits for it."""
    if settings.DEMO and not list(Path(settings.PIPER_DIR).glob("*.onnx")):
        children.start("voice", str(BASE_DIR / "manage.py"), "get_voice", "en", essential=False)


def watch(children: Children) -> None:
    """Until a signal arrives or a part ends."""
    while True:
        refuse_dead(children)
        time.sleep(0.5)


def refuse_dead(children: Children) -> None:
    """CommandError when a part has ended by itself."""
    ended = children.dead()
    if ended is not None:
        sys.stderr.flush()
        raise CommandError(
            f"The {ended.name} part ended with code {ended.process.returncode}; its reason is above."
        )
