"""Sessions on a real server with real clients: latency, frames, sound and picture, CPU, memory."""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from typing import Any

from ..report import Report
from .figures import add_figures
from .pages import Browser
from .site import ROOT, Site, cpu_seconds, memory_mb, running_site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30, help="of conversation after the greeting")
    parser.add_argument("--transport", choices=("webrtc", "websocket"), default="webrtc")
    parser.add_argument("--stagger", type=float, default=1.0, help="seconds between two visitors' Start Chat")


def run(options: argparse.Namespace) -> Report:
    """Every visitor is a process of its own, on this machine: their decoding takes part of its cores."""
    report = Report("live", {
        "sessions": options.sessions, "seconds": options.seconds, "transport": options.transport,
        "cores": os.cpu_count(), "python": platform.python_version(), "clients": "on the same machine",
    })  # fmt: skip
    with running_site() as site:
        idle_mb = memory_mb(site.pid)
        visits = converse(site, options)
        add_figures(report, [visit for visit in visits["seen"] if visit["pictures"]])
        report.add("sessions without a picture", sum(not v["pictures"] for v in visits["seen"]), "", 0)
        report.add("CPU a session while talking", visits["cpu"] / options.sessions, "cores")
        report.add("memory of the server, no session yet", idle_mb, "MB")
        report.add("memory a session", (visits["memory_mb"] - idle_mb) / options.sessions, "MB")
    return report


def converse(site: Site, options: argparse.Namespace) -> dict[str, Any]:
    """What the visitors noted, and the server's CPU (in cores) and memory while all of them talked."""
    browser = Browser(site.url)
    browser.log_in()
    project = browser.project_in("en")
    visitors = [start_visitor(browser, project, options) for _ in range(options.sessions)]
    for one in visitors:
        assert one.stdout is not None and one.stdout.readline().strip() == "ready"
    for one in visitors:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
        time.sleep(options.stagger)
    time.sleep(options.seconds * 0.3 + 5)
    began, before = time.monotonic(), cpu_seconds(site.pid)
    time.sleep(options.seconds * 0.4)
    cpu = (cpu_seconds(site.pid) - before) / (time.monotonic() - began)
    memory = memory_mb(site.pid)
    seen = [json.loads(one.communicate(timeout=options.seconds + 90)[0].splitlines()[-1]) for one in visitors]
    return {"seen": seen, "cpu": cpu, "memory_mb": memory}


def start_visitor(browser: Browser, project: str, options: argparse.Namespace) -> "subprocess.Popen[str]":
    """A process that waits to be told to go."""
    arguments = (browser.url, project, options.transport, str(options.seconds))
    return subprocess.Popen(
        [sys.executable, "-m", "bench.live.visitor", *arguments],
        cwd=ROOT, env={**os.environ, "BENCH_COOKIES": browser.cookies}, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
