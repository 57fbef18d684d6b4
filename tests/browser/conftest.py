"""One real site and one real Chromium for all browser tests. Skipped, and says so, where Chromium is absent."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Playwright, ViewportSize, sync_playwright

from avatars.bundles import SAMPLES
from avatars.engine import Bundle
from tests.browser.served import Site, served

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
NO_UDP = "--webrtc-ip-handling-policy=disable_non_proxied_udp"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


def chromium_path() -> str:
    """Where Debian's, or another, Chromium is; skips the test where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no chromium on this machine: apt-get install chromium")


@pytest.fixture(scope="session")
def samples(decoded: Path) -> Path:
    """`decoded`, with all samples in the size that sites deliver: three sites that decode them as they start, on two
    cores, keep their first visitors waiting for longer than a conversation may."""
    for folder in sorted(SAMPLES.iterdir()):
        Bundle.load(folder, decoded, settings.AVATAR_SIZE)
    return decoded


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site"), samples) as running:
        yield running


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def launch(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    """launch(*arguments) -> a Chromium of its own, closed at the end."""
    browsers: dict[tuple[str, ...], Browser] = {}

    def start(*arguments: str) -> Browser:
        if arguments not in browsers:
            browsers[arguments] = playwright.chromium.launch(
                executable_path=chromium_path(), args=[*ARGUMENTS, *arguments]
            )
        return browsers[arguments]

    yield start
    for browser in browsers.values():
        browser.close()


@pytest.fixture(params=["webrtc", "websocket"])
def transport(request: pytest.FixtureRequest) -> str:
    """How sound and picture travel; for `websocket` the browser is not allowed any UDP."""
    return str(request.param)


@pytest.fixture
def visitor(launch: Callable[..., Browser], transport: str) -> Iterator[BrowserContext]:
    """A fresh browser profile on the given transport, with a microphone."""
    with fresh_profile(launch(*([NO_UDP] if transport == "websocket" else []))) as context:
        yield context


def fresh_profile(browser: Browser, *devices: str) -> BrowserContext:
    """Nobody is logged in; the devices ("camera", "microphone") are allowed, by default the microphone."""
    return browser.new_context(viewport=DESKTOP, permissions=list(devices or ["microphone"]))
