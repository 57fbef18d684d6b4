"""The whole way in a browser: recorded, or uploaded → created → active → a project → a conversation with that face."""

import secrets
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import editor
from tests.browser import visitor as person
from tests.browser.conftest import fresh_profile
from tests.browser.fake_camera import FILM, filmed_camera
from tests.browser.recording import Recording, start_recording, stop_recording
from tests.browser.served import Site
from tests.landmarks import lip_openings

pytestmark = pytest.mark.browser

READY_MS = 420_000
ANSWERS = {"Who are you?": "I am the face that was filmed a moment ago, and I can say whatever you like."}
PART_S = 15.6


@pytest.fixture(scope="module")
def camera(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """A browser whose camera and microphone play the film fixture."""
    with filmed_camera(seconds=60.0) as arguments:
        yield launch(*arguments)


@pytest.fixture
def filmed(camera: Browser) -> Iterator[BrowserContext]:
    with fresh_profile(camera, "camera", "microphone") as context:
        yield context


@pytest.fixture
def page(filmed: BrowserContext, site: Site) -> Page:
    page = person.open_page(filmed, site)
    editor.sign_up_with_slot(page, site, f"face-{secrets.token_hex(3)}@example.org")
    return page


def test_a_recorded_face_talks(page: Page, site: Site) -> None:
    editor.begin_avatar(page, site, "Filmed", "recorded")
    editor.get_ready(page)
    editor.read_part(page, "1", PART_S)
    page.click("#to-review")
    page.click("#send:enabled")
    code = active_avatar(page)
    assert_it_talks(page, site, code)


def test_an_uploaded_face_talks(page: Page, site: Site) -> None:
    editor.begin_avatar(page, site, "Uploaded", "uploaded")
    page.set_input_files("#file", FILM)
    code = active_avatar(page)
    assert_it_talks(page, site, code)


def active_avatar(page: Page) -> str:
    """Wait on the avatar's own page until it is active; a failure's reasons are told. -> its code."""
    page.wait_for_url("**/avatars/*/")
    expect(page.locator(".avatar-page .badge.good, .reasons")).to_be_visible(timeout=READY_MS)
    assert page.locator(".reasons").count() == 0, page.locator(".reasons").inner_text()
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def assert_it_talks(page: Page, site: Site, code: str) -> None:
    """A project with it, a conversation: its own picture, lips that move while it speaks, its slot paid."""
    name = page.locator("h1").inner_text()
    project = person.make_project(page, site, "Face", name, "en", ANSWERS)
    person.start_chat(page, site, project)
    person.wait_for_state(page, "listening")
    start_recording(page, frame_ms=200)
    answer = person.ask(page, "who are you?")
    recording = stop_recording(page)
    conversation = person.conversation_code(page)
    person.end_chat(page)
    assert answer == ANSWERS["Who are you?"]
    assert lips_move(recording)
    snapshot = site.ask(f"Conversation.objects.get(code='{conversation}').snapshot")
    assert isinstance(snapshot, dict)
    assert snapshot["avatar"]["code"] == code


def lips_move(recording: Recording) -> bool:
    """A face in every picture, whose lips open and close."""
    openings = lip_openings(recording.images)
    assert np.isfinite(openings).all()
    return bool(openings.max() - openings.min() > 3.0)
