"""Runs one session, for a test to kill: python -m tests.billing.holder KEY. A line in, a heartbeat out."""

import os
import sys

import django
from django.db import connections

HEARTBEAT_MS = 2_000


def main() -> None:
    """Take the session over, then confirm one heartbeat more for each line of stdin and say how far that is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    connections["default"].settings_dict["NAME"] = os.environ["HELD_DATABASE"]
    from billing import meter

    fence, _ = meter.take_over(sys.argv[1])
    for number, _ in enumerate(sys.stdin, start=1):
        reached = number * HEARTBEAT_MS
        meter.renew(sys.argv[1], fence, reached, reached_ms=reached)
        sys.stdout.write(f"{reached}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
