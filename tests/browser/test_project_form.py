"""The project form in a real browser: nothing typed is lost, nothing moves by itself, and what is told goes in time."""

import secrets

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.browser import visitor as person
from tests.browser.conftest import fresh_profile
from tests.browser.served import Site

pytestmark = pytest.mark.browser
UNSAVED = "You have changes that are not saved."
BELOW_ROOMS = ["#id_language", "#id_voice", "#id_greeting", "#add-entry", "#id_uses_chatgpt"]


@pytest.fixture
def context(launch: object) -> BrowserContext:
    return fresh_profile(launch())  # type: ignore[operator]


@pytest.fixture
def page(site: Site, context: BrowserContext) -> Page:
    """A project of the demo's with one question is open."""
    page = person.open_page(context, site)
    person.log_in(page, site)
    person.make_project(page, site, "Two tabs", "Ana", "en", {"When do you open?": "At nine."})
    return page


def save(page: Page) -> int:
    """-> the answer's status."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator(".save-bar button[type=submit]").click()
    page.wait_for_load_state()
    return answer.value.status


def test_a_refused_save_is_still_to_be_done(page: Page) -> None:
    page.fill("#id_name", "")
    assert save(page) == 422
    expect(page.get_by_text(UNSAVED)).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator(".save-bar a").click()
    expect(page.locator("#id_name")).to_be_visible()
    assert asked == ["beforeunload"]


def test_what_was_told_of_a_field_goes_when_it_is_filled_in(page: Page) -> None:
    page.fill("#id_name", "")
    page.fill("#id_greeting", "x" * 400)
    assert save(page) == 422
    error = page.locator(".field:has(#id_name) .error")
    expect(error).to_be_visible()
    page.fill("#id_greeting", "Hello.")
    expect(error).to_be_visible()
    page.fill("#id_name", "Two tabs")
    expect(error).to_have_count(0)
    expect(page.locator("#id_name")).not_to_have_attribute("aria-invalid", "true")
    assert save(page) == 302


def test_two_tabs_lose_nothing(page: Page) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    page.locator("[data-entry] summary").click()
    page.click("[data-remove]")
    assert save(page) == 302

    second.locator("[data-entry] summary").click()
    second.fill("#id_entries-0-answer", "At eleven.")
    assert save(second) == 422
    notice = second.locator(".notice.error")
    expect(notice).to_contain_text("was changed elsewhere")
    expect(notice.locator("a")).to_have_attribute("target", "_blank")
    assert save(second) == 302
    expect(second.locator("#id_entries-0-answer")).to_have_value("At eleven.")


def test_saving_twice_at_once_saves_once(page: Page) -> None:
    second = """() => {
      const button = document.querySelector(".save-bar button[type=submit]");
      document.addEventListener("submit", (event) => event.preventDefault());
      return [1, 2].map(() => {
        const event = new SubmitEvent("submit", { submitter: button, bubbles: true, cancelable: true });
        button.form.addEventListener("submit", () => (event.seen = event.defaultPrevented), { once: true });
        button.form.dispatchEvent(event);
        return event.seen;
      });
    }"""
    assert page.evaluate(second) == [False, True]


@pytest.fixture
def filmed(site: Site, context: BrowserContext) -> Page:
    """A new project of somebody with an avatar of their own, which has no rooms, is open."""
    page = person.open_page(context, site)
    person.sign_up(page, site, email := f"{secrets.token_hex(4)}@example.com")
    workspace = f"User.objects.get(email={email!r}).owned_workspaces.get()"
    site.ask(f"Avatar.objects.create(workspace={workspace}, name='Filmed', status='active').pk")
    page.goto(f"{site.url}/projects/new/")
    return page


def tops(page: Page) -> list[float]:
    """How far from the page's top each thing below the rooms begins."""
    top = "(all) => all.map((one) => document.querySelector(one).getBoundingClientRect().top + scrollY)"
    return [float(at) for at in page.evaluate(top, BELOW_ROOMS)]


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_nothing_moves_when_rooms_and_voices_come(filmed: Page, width: int) -> None:
    filmed.set_viewport_size({"width": width, "height": 844})
    still = tops(filmed)
    for avatar, rooms in (("Ana", 4), ("Filmed", 0), ("Leila", 4)):
        with filmed.expect_response("**/projects/rooms/**"), filmed.expect_response("**/projects/voices/**"):
            filmed.locator("label.tile", has_text=avatar).first.click()
        expect(filmed.locator("#rooms input[type=radio]")).to_have_count(rooms)
        expect(filmed.locator(".htmx-request")).to_have_count(0)
        assert tops(filmed) == pytest.approx(still, abs=1)
