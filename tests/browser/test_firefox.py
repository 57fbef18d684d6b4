"""What Firefox does otherwise than Chromium: it counts no pictures of a stream and wants a loudspeaker."""

from collections.abc import Iterator

import pytest

from tests.browser import visitor as person
from tests.browser.firefox import Firefox, firefox
from tests.browser.served import Site

pytestmark = pytest.mark.browser
COLD_S = 120.0  # the site's first conversation of all
PAST_SILENT_MS = 8000  # longer than the page waits for pictures before it takes the other way


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
    browser.click(".check-way label:has([value=type])")
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
