"""A guest's whole way, and its owner's: the link, a typed conversation with its answer, the end, and once again."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import visitor as person
from tests.browser.conftest import DESKTOP, NO_UDP
from tests.browser.served import Site

pytestmark = [pytest.mark.browser, pytest.mark.realtime]
ANSWER = "We are open from nine to five."
ROW = (
    "Conversation.objects.values('billed_ms', 'end_reason', 'user').exclude(guest_key='').get(code='{code}')"
)


def test_a_guest_talks_ends_and_talks_again(site: Site, launch: object) -> None:
    browser: Browser = launch(NO_UDP)  # type: ignore[operator]
    with browser.new_context(viewport=DESKTOP) as owners, phone(browser) as guests:
        owner = person.open_page(owners, site)
        link = shared_link(owner, site)
        guest = person.open_page(guests, site)
        begin(guest, link)
        person.ask(guest, "When is the museum open?")
        expect(guest.locator("#turns > li").last).to_contain_text(ANSWER, timeout=person.PATIENCE_MS)
        person.end_chat(guest)
        expect(guest.locator("#over-message")).to_have_text(
            "Thank you for talking with Ana.", timeout=person.PATIENCE_MS
        )
        expect(guest.locator("#over")).not_to_contain_text("redit")
        code = person.conversation_code(guest)
        row = site.ask(ROW.format(code=code))
        assert row["billed_ms"] > 0 and (row["end_reason"], row["user"]) == ("visitor", None)

        guest.click("#over-summary")
        expect(guest.locator(".said")).to_contain_text(ANSWER, timeout=person.PATIENCE_MS)
        guest.get_by_role("link", name="Talk again").click()
        begin(guest, link)
        guest.reload()
        guest.click("#start")  # which resumes it
        person.wait_for_state(guest, "listening", "speaking")
        again = person.conversation_code(guest)
        assert again != code

        owner.goto(f"{site.url}/conversations/{again}/")
        owner.get_by_role("button", name="End it").click()
        expect(guest.locator("#over-title")).to_be_visible(timeout=person.PATIENCE_MS)
        expect(guest.locator("#over-message")).to_have_text(
            "The team of this project has ended the conversation.", timeout=person.PATIENCE_MS
        )
        expect(owner.locator("main")).to_contain_text("Ended by the team.", timeout=person.PATIENCE_MS)


def test_the_old_link_leads_nowhere(site: Site, launch: object) -> None:
    browser: Browser = launch(NO_UDP)  # type: ignore[operator]
    with browser.new_context(viewport=DESKTOP) as owners, phone(browser) as guests:
        owner = person.open_page(owners, site)
        link = shared_link(owner, site, "owner-of-links@example.org")
        guest = person.open_page(guests, site)
        guest.goto(link)
        owner.click("[data-dialog=new-link]")
        owner.locator("#new-link button[type=submit]").click()
        expect(owner.locator("#shared")).to_contain_text(
            "The old one opens nothing any more", timeout=person.PATIENCE_MS
        )
        expect(owner.locator("#shared-link")).not_to_have_value(link)
        guest.click("#start")
        expect(guest.locator("#check-error")).to_contain_text(
            "its link has changed", timeout=person.PATIENCE_MS
        )
        guest.reload()
        expect(guest.locator("h1")).to_have_text(
            "There is nobody to talk with here", timeout=person.PATIENCE_MS
        )


def phone(browser: Browser) -> BrowserContext:
    """A guest's: nobody is logged in, and there is no microphone."""
    return browser.new_context(viewport={"width": 390, "height": 844})


def shared_link(page: Page, site: Site, email: str = "owner@example.org") -> str:
    """Sign up, make a project, switch its page on. -> the link that the owner would send."""
    person.sign_up(page, site, email)
    project = person.make_project(page, site, "Museum", "Ana", "en", {"When is the museum open?": ANSWER})
    page.goto(f"{site.url}/projects/{project}/")
    page.get_by_role("button", name="Switch it on").click()
    return page.locator("#shared-link").input_value()


def begin(page: Page, link: str) -> None:
    """Open the link and start by typing, to the greeting's first sound."""
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Ana is an AI", timeout=person.PATIENCE_MS)
    page.locator(".check-way label", has_text="Type instead").click()
    page.click("#start")
    person.wait_for_state(page, "speaking")
    person.wait_for_state(page, "listening")
