"""The editor in a real browser: recording survives a lost network and a reload; an upload goes on where it was."""

import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import editor
from tests.browser import visitor as person
from tests.browser.conftest import fresh_profile
from tests.browser.fake_camera import FILM, filmed_camera, length_s
from tests.browser.served import Site

pytestmark = pytest.mark.browser
LOST_S = 5.0  # at most, of what was recorded


@pytest.fixture(scope="module")
def camera(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """A browser whose camera shows the film fixture's presenter."""
    with filmed_camera(seconds=8.0) as arguments:
        yield launch(*arguments)


@pytest.fixture
def filmed(camera: Browser) -> Iterator[BrowserContext]:
    with fresh_profile(camera, "camera", "microphone") as context:
        yield context


@pytest.fixture
def page(filmed: BrowserContext, site: Site) -> Page:
    """The first page of the editor is open, for somebody new with a slot."""
    page = person.open_page(filmed, site)
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
    editor.sign_up_with_slot(page, site, f"film-{secrets.token_hex(3)}@example.org")
    return page


def bytes_of(page: Page, key: str) -> bytes:
    return page.request.get(f"{page.url}takes/{key}/media").body()


def test_what_is_missing_is_gone_to(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/avatars/new/")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("[name=name]")).to_be_focused()
    expect(page.locator("[name=name]")).to_be_in_viewport()
    page.fill("[name=name]", "Ana")
    page.select_option("[name=gender]", "female")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("[name=consent]")).to_be_focused()
    expect(page.get_by_text("Without your consent")).to_be_in_viewport()


def test_a_slow_camera_is_told_before_anything_is_recorded(page: Page, site: Site) -> None:
    editor.begin_avatar(page, site, "Ana", "recorded")
    editor.get_green(page)
    at_most = (
        "rate => document.getElementById('camera').srcObject.getVideoTracks()[0]"
        ".applyConstraints({ frameRate: { max: rate } })"
    )
    page.evaluate(at_most, 5)
    light = page.locator("#checks [data-row=light]")
    expect(light).to_contain_text(re.compile(r"shows only [3-7] pictures a second"), timeout=editor.GREEN_MS)
    expect(page.locator("#ready")).to_be_disabled()
    page.evaluate(at_most, 30)
    expect(page.locator("#ready")).to_be_enabled(timeout=editor.GREEN_MS)


@pytest.mark.realtime  # a full machine is late with a take's last pictures
def test_a_recording_survives_a_lost_network_and_a_reload(page: Page, site: Site) -> None:
    editor.begin_avatar(page, site, "Ana", "recorded")
    editor.get_ready(page)

    editor.choose_part(page, "1")
    editor.start_take(page)
    page.wait_for_timeout(2000)
    page.context.set_offline(True)
    expect(page.locator("#sending[data-state=warn]")).to_contain_text("No connection")
    page.wait_for_timeout(4000)
    page.click("#stop")
    page.context.set_offline(False)
    editor.wait_for_server(page, "state.takes[0].status === 'whole'")
    (whole,) = editor.state(page)["takes"]
    assert length_s(bytes_of(page, whole["key"])) >= whole["lasted_ms"] / 1000 - 0.5

    editor.choose_part(page, "2")
    editor.start_take(page)
    page.wait_for_timeout(6000)
    page.reload()
    expect(page.locator("#broke-off")).to_contain_text("broke off")
    broken = editor.state(page)["takes"][1]
    assert (broken["part"], broken["status"], broken["chosen"]) == ("2", "broken", True)
    assert length_s(bytes_of(page, broken["key"])) >= 6 - LOST_S

    editor.get_ready(page)
    editor.read_part(page, "2", 7)
    page.click("#to-review")
    expect(page.locator(".take")).to_have_count(3)
    page.locator(".take").first.locator("[data-to]").focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    editor.wait_for_server(page, "state.takes[0].end_ms !== null")
    assert editor.state(page)["takes"][0]["end_ms"] < whole["lasted_ms"]
    page.click("#send")
    page.wait_for_url("**/avatars/*/")
    expect(page.locator("#work")).to_be_visible()


def test_an_upload_goes_on_after_a_lost_network_and_a_reload(page: Page, site: Site) -> None:
    editor.begin_avatar(page, site, "Ana", "uploaded")
    small_pieces = "document.getElementById('editor').dataset.chunkBytes = 150000"

    pieces: list[str] = []

    def passing(route: object, few: int) -> None:
        request = route.request  # type: ignore[attr-defined]
        if request.method == "PATCH":
            pieces.append(request.url.partition("offset=")[2])
            if len(pieces) > few:
                route.abort("connectionreset")  # type: ignore[attr-defined]
                return
        route.continue_()  # type: ignore[attr-defined]

    page.route("**/takes/*", lambda route: passing(route, 3))
    page.evaluate(small_pieces)
    page.set_input_files("#file", FILM)
    expect(page.locator("#upload-state")).to_contain_text("No connection")
    page.reload()
    expect(page.locator("#resume-hint")).to_contain_text("clip.mp4")
    page.unroute("**/takes/*")
    (half,) = editor.state(page)["takes"]
    assert half["size"] == 3 * 150_000

    page.evaluate(small_pieces)
    page.set_input_files("#file", FILM)
    page.wait_for_url("**/avatars/*/")
    code = page.url.rstrip("/").rsplit("/", 1)[-1]
    recorded = "__import__('avatars.models', fromlist=['Take']).Take"
    (take,) = site.ask(
        f"list({recorded}.objects.filter(recording__avatar__code='{code}').values('size', 'status'))"
    )
    assert take == {"size": FILM.stat().st_size, "status": "whole"}


def test_a_file_that_can_t_be_taken_is_refused_before_it_is_sent(
    page: Page, site: Site, tmp_path: Path
) -> None:
    editor.begin_avatar(page, site, "Ana", "uploaded")
    text, empty = tmp_path / "notes.txt", tmp_path / "empty.mp4"
    text.write_text("no video")
    empty.touch()
    for file, words in ((text, "is not a video"), (empty, "is empty")):
        page.set_input_files("#file", file)
        expect(page.locator("#problem")).to_contain_text(words)
    assert editor.state(page)["takes"] == []
