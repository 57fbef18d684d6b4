"""One visitor in a process of its own: `python -m bench.live.visitor URL PROJECT TRANSPORT SECONDS`.

The cookies of a login are in BENCH_COOKIES. Says "ready" on stdout, waits for a line on stdin, presses Start Chat,
asks one question after the other, and prints what it saw and heard as one line of JSON.
"""

import asyncio
import json
import os
import random
import sys
import time

from .pages import Browser
from .socket_visit import SocketVisit
from .timeline import Timeline
from .webrtc_visit import WebRtcVisit


def main(url: str, project: str, transport: str, seconds: str) -> None:
    browser = Browser(url, os.environ["BENCH_COOKIES"])
    browser.get(f"/chat/{project}/")
    print("ready", flush=True)
    sys.stdin.readline()
    timeline = Timeline(started_at=time.monotonic())
    ws = browser.start_chat(project)["ws"]
    kind = WebRtcVisit if transport == "webrtc" else SocketVisit
    visit = kind(url.replace("http", "ws", 1) + ws, browser, timeline, float(seconds), random.Random(ws))
    asyncio.run(visit.run())
    print(json.dumps(timeline.as_dict()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
