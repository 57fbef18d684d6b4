"""The page's own modules, run by a real browser on a blank page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

STATIC = Path(__file__).parents[2] / "static"
CHROMIUM = "/usr/bin/chromium"
TYPES = {".js": "text/javascript", ".html": "text/html"}


def serve(route: Route) -> None:
    """/static/… from the working tree; anything else is a blank page."""
    path = route.request.url.partition("/static/")[2]
    if not path:
        route.fulfill(body="<!doctype html><title>blank</title>", content_type="text/html")
        return
    route.fulfill(body=(STATIC / path).read_text(), content_type=TYPES[Path(path).suffix])


# Not for the whole session: while the driver runs, no other test can start an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A blank page at http://localhost/ that can import /static/js/…; a script error fails the test."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("http://localhost/**", serve)
    page.goto("http://localhost/")
    yield page
    page.close()
    assert errors == []
