"""python -m avatarsite.serve: the whole site on this machine, until Ctrl-C. bin/serve calls it.

It watches processes and loads no Django itself, so that it starts at once.
"""

import signal
import sys
import time
from contextlib import ExitStack, suppress
from threading import Event

from avatarsite import config
from avatarsite.children import Children
from avatarsite.embedded_redis import EmbeddedRedis
from avatarsite.errors import UserError
from avatarsite.probing import address, ask_ready, refuse_taken_port
from avatarsite.stamp import is_prepared, mark_prepared

READY_LIMIT_S = 120.0
MOST_REVIVALS = 3  # of workers, in a minute
MANAGE = str(config.BASE_DIR / "manage.py")
WORKERS = {"worker": "default", "footage": "footage"}  # name: the queue that it serves
WORKER = ("--worker-ttl", "40", "--serializer", "rq.serializers.JSONSerializer", "-v", "0", "--skip-checks")

SENTENCES = {
    "redis.missing": "No redis-server was found. Run bin/serve again so that it installs one, or set REDIS_URL.",
    "redis.running": "Another copy already runs here (%(socket)s). Stop it, or set VAR_DIR and PORT to others.",
    "redis.not_started": "The embedded Redis did not start. Its reason is in %(log)s.",
    "serve.port_taken": "Port %(port)s is in use on %(host)s. Stop what uses it, or set PORT to another.",
    "serve.bad_host": "This machine has no address %(host)s. Set HOST to 127.0.0.1 or 0.0.0.0.",
    "serve.not_prepared": "The database could not be brought up to date; the reason is above.",
    "serve.part_ended": "The %(name)s part ended with code %(code)s; its reason is above.",
    "serve.not_ready": "Not ready after %(limit_s)d s: %(answer)s",
}


class Stopped(Exception):
    """SIGTERM or Ctrl-C."""


asked_to_stop = Event()


def stop(*_: object) -> None:
    """The signals' answer; further ones are ignored while everything ends.

    Noted as well: Python drops what is raised while a process is being forked.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    asked_to_stop.set()
    raise Stopped


def main() -> int:
    """Until a signal (0), or until something is wrong (1)."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        with ExitStack() as stack:
            serve(stack)
    except Stopped:
        say("\nStopped.")
    except UserError as error:
        sys.stderr.write(SENTENCES[error.message_id] % error.facts + "\n")
        return 1
    return 0


def serve(stack: ExitStack) -> None:
    """Everything in order. What the stack holds is ended in the opposite order."""
    started = time.monotonic()
    refuse_taken_port(config.HOST, config.PORT)
    if config.EMBEDDED_REDIS:
        stack.enter_context(EmbeddedRedis(config.redis_socket(), config.VAR_DIR))
    children = Children()
    stack.callback(children.stop)
    if not is_prepared():
        prepare(children)
    start_parts(children)
    wait_until_ready(children)
    greet(time.monotonic() - started)
    fetch_voice(children)
    watch(children)


def prepare(children: Children) -> None:
    """Tables, samples, demo. UserError("serve.not_prepared")."""
    children.start("prepare", MANAGE, "prepare", "--skip-checks", essential=False)
    child = children.running.pop()
    try:
        code = child.process.wait()
    except Stopped:
        child.process.terminate()
        child.process.wait()
        raise
    if code:
        raise UserError("serve.not_prepared")
    mark_prepared()


def start_parts(children: Children) -> None:
    """Web + live in one process, short jobs in another, footage in a third."""
    proxy = ["--proxy-headers"] if config.HTTPS else []
    daphne = ["-m", "daphne", "-v", "0", "-b", config.HOST, "-p", str(config.PORT), *proxy]
    children.start("web", *daphne, "avatarsite.asgi:application")
    for name, queue in WORKERS.items():
        children.start(name, MANAGE, "rqworker", queue, *WORKER)


def wait_until_ready(children: Children) -> None:
    """Until /health/ready says yes. UserError when a part dies or it takes too long."""
    until = time.monotonic() + READY_LIMIT_S
    while (answer := ask_ready(config.HOST, config.PORT)) is not None:
        refuse_dead(children)
        if time.monotonic() > until:
            raise UserError("serve.not_ready", limit_s=READY_LIMIT_S, answer=answer)
        time.sleep(0.1)


def greet(took_s: float) -> None:
    """Where it is, and how to get in."""
    say(f"\n  Interactive Avatar is ready ({took_s:.1f} s):  {address(config.HOST, config.PORT)}/")
    if config.DEMO:
        say(f"  Demo login:  {config.DEMO_EMAIL}  password:  {config.DEMO_PASSWORD}")
    say("  Ctrl-C stops it.\n")


def fetch_voice(children: Children) -> None:
    """Try to get the demo's better voice while the site already serves; nobody waits for it."""
    if config.DEMO and not list(config.PIPER_DIR.glob("*.onnx")):
        children.start("voice", MANAGE, "get_voice", "en", "--skip-checks", essential=False)


def watch(children: Children) -> None:
    """Until a signal arrives or a part ends for good."""
    revived: list[float] = []
    while not asked_to_stop.is_set():
        bring_back(children, revived)
        refuse_dead(children)
        time.sleep(0.5)
    raise Stopped


def bring_back(children: Children, revived: list[float]) -> None:
    """A worker that died starts again: conversations go on, and what it was doing is found by the sweep.

    revived: when that was, on the monotonic clock. Too often in a minute, and something is wrong with the site.
    """
    ended, now = children.dead(), time.monotonic()
    if ended is None or ended.name not in WORKERS or sum(at > now - 60 for at in revived) >= MOST_REVIVALS:
        return
    revived.append(now)
    children.again(ended)
    say(f"The {ended.name} part ended with code {ended.process.returncode} and was started again.")


def refuse_dead(children: Children) -> None:
    """UserError("serve.part_ended") when a part has ended by itself."""
    ended = children.dead()
    if ended is not None:
        raise UserError("serve.part_ended", name=ended.name, code=ended.process.returncode)


def say(line: str) -> None:
    """To who started it."""
    with suppress(BrokenPipeError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
