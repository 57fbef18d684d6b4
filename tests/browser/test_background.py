"""A background is chosen by its picture, kept, and seen in the conversation."""

import cv2
import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import visitor as person
from tests.browser.served import Site

pytestmark = [pytest.mark.browser, pytest.mark.realtime]

CUT_OUT = (  # an avatar of the demo's workspace that has an alpha
    "__import__('tests.conversations.rows', fromlist=['rows']).make_cut_out("
    "__import__('accounts.models', fromlist=['models']).Workspace.objects.get(owner__email='demo@example.com')).code"
)
WARM = 15  # levels of red above blue: books and wood, never the plain wall


@pytest.fixture
def page(site: Site, visitor: BrowserContext) -> Page:
    page = person.open_page(visitor, site)
    person.log_in(page, site)
    return page


def test_what_was_chosen_is_seen(page: Page, site: Site) -> None:
    avatar = site.ask(CUT_OUT)
    page.goto(f"{site.url}/projects/new/?avatar={avatar}")
    page.fill("input[name=name]", "In a library")
    rooms = page.locator("#rooms label.tile")
    expect(rooms).to_have_count(4)
    rooms.filter(has_text="Bookshelf").click()
    page.locator("#project-form .save-bar button[type=submit]").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    expect(page.locator("[name=background]:checked")).to_have_value("shelf")

    page.locator("[name=avatar][value=ana]").check(force=True)
    expect(page.locator("#rooms")).to_contain_text("Ana")
    expect(page.locator("[name=background]:is(:checked, [type=hidden])")).to_have_value("shelf")
    page.reload()

    project = page.url.strip("/").split("/")[-1]
    page.goto(f"{site.url}/chat/{project}/")
    assert warmth(page, ".check-face img") > WARM
    person.start_chat(page, site, project)
    person.wait_for_state(page, "listening")
    assert warmth(page, ".person :is(video, canvas):not([hidden])") > WARM
    expect(page.locator("#state")).to_be_visible()
    page.evaluate("delete document.querySelector('#conversation').dataset.loaded")
    expect(
        page.locator("#state")
    ).to_be_hidden()  # while the picture says that the presenter is getting ready
    person.end_chat(page)


def warmth(page: Page, selector: str) -> float:
    """Levels of red above blue in the upper left of a picture, halfway down to its middle."""
    picture = page.locator(selector).first.screenshot()
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    h, w = image.shape[:2]
    corner = image[h // 8 : h // 4, : w // 8].mean((0, 1))
    return float(corner[2] - corner[0])
