"""What happens by itself and soon: dead sessions are settled, periods begin, credit lapses. A child of the worker.

A process of its own, because the worker waits for its jobs, and forked before any connection is open. It ends with its
parent, however that ends.
"""

import os
import signal
import time
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import structlog
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from billing import outage
from billing.upkeep import sweep_due
from conversations.services import sweep

EVERY_S = 1.0
SLOW_S = 4.0  # as long as that only a database takes that was away
log = structlog.get_logger(__name__)


def begin() -> BaseProcess:
    """Start it."""
    connections.close_all()
    child = get_context("fork").Process(
        target=keep_sweeping, args=(os.getpid(),), name="sweeper", daemon=True
    )
    child.start()
    return child


def keep_sweeping(parent: int) -> None:
    """Every second, while the parent lives."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while os.getppid() == parent:
        sweep_once()
        close_old_connections()
        time.sleep(EVERY_S)


def sweep_once() -> None:
    """A database that is away is asked again; sessions that were silent meanwhile then get time to speak."""
    began = time.monotonic()
    try:
        sweep()
        sweep_due()
        if time.monotonic() - began > SLOW_S:
            outage.note(timezone.now())
    except DatabaseError as error:
        outage.note(timezone.now())
        log.warning("sweep_failed", error=type(error).__name__)
    except Exception:  # whatever is wrong with one account, the others are swept again in a second
        log.exception("sweep_failed")
