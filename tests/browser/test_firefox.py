"""What Firefox does otherwise than Chromium: it counts no pictures of a stream, wants a loudspeaker, records VP8."""

import base64
import io
from collections.abc import Iterator

import av
import pytest

from tests.browser import visitor as person
from tests.browser.firefox import Firefox, firefox
from tests.browser.served import Site

pytestmark = [pytest.mark.browser, pytest.mark.realtime]
COLD_S = 120.0  # the site's first conversation of all
PAST_SILENT_MS = 8000  # longer than the page waits for pictures before it takes the other way
TAKE_MS = 4000

RECORD = """
const { TakeRecorder } = await import("/static/js/editor/recorder.js");
const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 }, audio: true });
const recorder = new TakeRecorder(stream, "1");
const steps = [];
recorder.on("step", (step) => steps.push(step));
const ended = new Promise((done) => recorder.on("ended", done));
recorder.start();
await new Promise((done) => setTimeout(done, TAKE_MS));
recorder.stop();
await ended;
const [begin, ...rest] = await Promise.all(steps);
const pieces = rest.filter(({ kind }) => kind === "piece");
const bytes = new Uint8Array(await new Blob(pieces.map((piece) => piece.bytes)).arrayBuffer());
let text = "";
for (const byte of bytes) text += String.fromCharCode(byte);
return { mime: begin.body.mime, pieces: pieces.length, bytes: btoa(text) };
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox")) as running:
        yield running


def log_in(browser: Firefox, site: Site) -> None:
    browser.goto(f"{site.url}/accounts/login/")
    browser.fill("input[name=login]", person.DEMO[0])
    browser.fill("input[name=password]", person.DEMO[1])
    browser.click("main form button[type=submit]")
    browser.wait_for("location.pathname === '/projects/'")


def test_a_conversation_stays_on_webrtc_and_needs_no_loudspeaker(browser: Firefox, site: Site) -> None:
    log_in(browser, site)
    chat = browser.run("return document.querySelector(\"a[href^='/chat/']\").href")
    browser.goto(chat)
    assert browser.run("return document.querySelector('[name=way]:checked').value") == "type"  # it can't hear
    browser.wait_for("!document.querySelector('#start').disabled")
    browser.click("#start")
    browser.wait_for("document.querySelector('#conversation').dataset.loaded", COLD_S)
    browser.run(f"await new Promise((done) => setTimeout(done, {PAST_SILENT_MS}))")
    browser.wait_for("window.__conversation.state === 'listening'")
    told = browser.run("return { ...window.__conversation.report, errors: window.__conversation.errors }")
    assert (told["transport"], told["errors"]) == ("webrtc", [])
    assert told["frames"] > 100
    assert browser.run("return window.__errors") == []
    browser.click("#end")
    browser.click("#end-yes")
    browser.wait_for("!document.querySelector('#over').hidden")


def test_a_take_keeps_its_pictures(browser: Firefox, site: Site) -> None:
    browser.goto(site.url)
    take = browser.run(RECORD.replace("TAKE_MS", str(TAKE_MS)))
    assert take["pieces"] >= 3
    with av.open(io.BytesIO(base64.b64decode(take["bytes"])), "r") as file:
        pictures = [float(frame.time or 0) for frame in file.decode(video=0)]
    assert pictures[-1] >= TAKE_MS / 1000 - 0.5
    assert len(pictures) > 0.6 * 30 * TAKE_MS / 1000
