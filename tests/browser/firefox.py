"""A real Firefox without a window, driven over its own remote protocol, Marionette. Skipped where Firefox is absent."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

START_S = 60.0
ANSWER_S = 120.0
EACH_S = 0.1
SETTINGS = {
    "marionette.port": 0,
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.auto": False,
}
# Errors are remembered by the page itself: Marionette's view of the console would need more rights.
COLLECT = "window.__errors = []; addEventListener('error', ({ message }) => window.__errors.push(message));"
CALL = (
    "const done = arguments[0]; (async () => { BODY })().then(done, (error) => done({ failed: `${error}` }));"
)


class Firefox:
    """One window of one Firefox. Scripts run in the page; what they return must be JSON."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), ANSWER_S)
        self._number = 0
        self._message()  # its greeting
        self._ask("WebDriver:NewSession", {})
        self._ask("WebDriver:SetTimeouts", {"script": ANSWER_S * 1000, "pageLoad": ANSWER_S * 1000})

    def goto(self, url: str) -> None:
        self._ask("WebDriver:Navigate", {"url": url})
        self.run(COLLECT)

    def run(self, body: str) -> Any:
        """The value that `body`, an async function's, returns; it may await."""
        script = CALL.replace("BODY", body)
        fields: dict[str, Any] = {"script": script, "args": [], "sandbox": None}
        answer = self._ask("WebDriver:ExecuteAsyncScript", fields)["value"]
        assert not (isinstance(answer, dict) and "failed" in answer), answer
        return answer

    def wait_for(self, expression: str, seconds: float = 60.0) -> Any:
        """Until the expression is true in the page. -> its value"""
        for _ in range(int(seconds / EACH_S)):
            if value := self.run(f"return ({expression})"):
                return value
            self.run(f"await new Promise((go) => setTimeout(go, {EACH_S * 1000}))")
        raise AssertionError(f"{expression} never was; errors: {self.run('return window.__errors')}")

    def click(self, css: str) -> None:
        self._ask("WebDriver:ElementClick", {"id": self._find(css)})

    def fill(self, css: str, text: str) -> None:
        self._ask("WebDriver:ElementClear", {"id": self._find(css)})
        self._ask("WebDriver:ElementSendKeys", {"id": self._find(css), "text": text})

    def close(self) -> None:
        self._socket.close()

    def _find(self, css: str) -> str:
        found = self._ask("WebDriver:FindElement", {"using": "css selector", "value": css})["value"]
        return str(next(iter(found.values())))

    def _ask(self, name: str, fields: dict[str, Any]) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, name, fields]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, number, error, result = self._message()
        assert number == self._number
        assert error is None, f"{name}: {error}"
        return result

    def _message(self) -> Any:
        """Each is its length, a colon and JSON."""
        length = b""
        while (byte := self._socket.recv(1)) != b":":
            assert byte, "Firefox is gone"
            length += byte
        parts, left = [], int(length)
        while left:
            parts.append(self._socket.recv(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts))


def firefox_path() -> str:
    """Where Debian's, or another, Firefox is; skips the test where there is none."""
    for name in ("firefox-esr", "firefox"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Firefox on this machine: apt-get install firefox-esr")


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A Firefox with a fresh profile in `folder`, an artificial camera and microphone, and no loudspeaker."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items()]
    (folder / "user.js").write_text("\n".join(lines))
    command = [firefox_path(), "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    silent = {"HOME": str(folder), "PULSE_SERVER": "unix:/nowhere"}
    with (folder / "firefox.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **silent})
    try:
        browser = Firefox(_port(folder))
        yield browser
        browser.close()
    finally:
        process.terminate()
        process.wait(30)


def _port(folder: Path) -> int:
    """Firefox chooses one and writes it down when it listens."""
    file, until = folder / "MarionetteActivePort", time.monotonic() + START_S
    while time.monotonic() < until:
        if file.exists() and (text := file.read_text().strip()):
            return int(text)
        time.sleep(EACH_S)
    raise AssertionError(f"Firefox did not start: {(folder / 'firefox.log').read_text()[-2000:]}")
