"""What goes wrong on the visitor's side: each has its message, and nothing is lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import visitor as person
from tests.browser.conftest import DESKTOP, NO_UDP
from tests.browser.served import Site

pytestmark = pytest.mark.browser
STANDS_STILL = re.compile(r"Its time stands still\. You can come back within 0:\d\d")


@pytest.fixture
def page(site: Site, launch: object) -> Iterator[Page]:
    """Logged in as the demo, in a profile that has no microphone and gives no permission."""
    context: BrowserContext = launch(NO_UDP).new_context(viewport=DESKTOP)  # type: ignore[operator]
    with context:
        page = person.open_page(context, site)
        person.log_in(page, site)
        yield page


def test_a_reload_goes_on_with_the_same_conversation(site: Site, page: Page) -> None:
    person.start_chat(page, site, person.demo_project(page))
    person.wait_for_state(page, "listening")
    answer = person.ask(page, "What is a credit?")
    code = person.conversation_code(page)
    page.reload()
    expect(page.locator("#return-note")).to_have_text(STANDS_STILL, timeout=person.PATIENCE_MS)
    expect(page.locator("input[value=type]")).to_be_checked()
    page.click("#start")
    person.wait_for_state(page, "listening", "speaking")
    assert person.conversation_code(page) == code
    expect(page.locator("#turns")).to_contain_text(answer)
    person.end_chat(page)
    assert site.ask(f"Conversation.objects.get(code='{code}').end_reason") == "visitor"


def test_who_comes_back_too_late_sees_what_it_cost(site: Site, page: Page) -> None:
    """Whether the page was looking, or a late Resume tells."""
    person.start_chat(page, site, person.demo_project(page))
    page.route("**/state/", lambda route: route.abort())
    page.reload()
    watching = page.context.new_page()
    watching.goto(page.url)
    expect(watching.locator("#return-note")).to_have_text(STANDS_STILL, timeout=person.PATIENCE_MS)
    ending = page.context.new_page()
    ending.goto(page.url)
    ending.click("[data-end-now]")
    expect(ending.locator(".summary")).to_be_visible(timeout=person.PATIENCE_MS)
    expect(watching.locator("#over-facts")).to_be_visible(timeout=person.PATIENCE_MS)
    expect(watching.locator("#over-elapsed")).to_have_text(re.compile(r"0:\d\d"))
    page.click("#start")
    expect(page.locator("#over")).to_be_visible(timeout=person.PATIENCE_MS)
    page.unroute("**/state/")
    expect(page.locator("#over-facts")).to_be_visible(timeout=person.PATIENCE_MS)
    assert page.inner_text("#over-cost") == watching.inner_text("#over-cost") != "0"


def test_who_went_elsewhere_is_offered_the_way_back(site: Site, page: Page) -> None:
    project = person.demo_project(page)
    person.start_chat(page, site, project)
    code = person.conversation_code(page)
    page.goto(f"{site.url}/chat/{project}/")
    page.click("#left-note a")
    person.wait_for_state(page, "listening", "speaking")
    assert person.conversation_code(page) == code
    person.end_chat(page)


def test_a_second_tab_takes_over(site: Site, page: Page) -> None:
    person.start_chat(page, site, person.demo_project(page))
    code = person.conversation_code(page)
    second = page.context.new_page()
    second.set_default_timeout(person.PATIENCE_MS)
    second.goto(f"{site.url}/conversations/{code}/")
    expect(second.locator("#start")).to_be_enabled()
    second.click("#start")
    expect(page.locator("#over")).to_be_visible(timeout=person.PATIENCE_MS)
    expect(page.locator("#over")).to_contain_text("another tab")
    person.wait_for_state(second, "listening", "speaking")
    page.click("#over-resume")  # without another question
    person.wait_for_state(page, "listening", "speaking")
    expect(second.locator("#over")).to_contain_text("another tab")
    person.end_chat(page)


def test_a_message_that_is_too_long_is_kept_in_the_box(site: Site, page: Page) -> None:
    person.start_chat(page, site, person.demo_project(page))
    person.wait_for_state(page, "listening")
    long = "How much? " * 1000
    page.evaluate("text => { const box = document.querySelector('#text'); box.maxLength = 20000; box.value = text;"
                  "box.dispatchEvent(new Event('input')); }", long)  # fmt: skip
    page.click("#send")
    expect(page.locator("#notices")).to_contain_text("2,000")
    assert page.input_value("#text").strip() == long.strip()
    person.wait_for_state(page, "listening")
    assert "credit" in person.ask(page, "What is a credit?")
    person.end_chat(page)


def test_without_a_microphone_one_types(site: Site, page: Page) -> None:
    page.context.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('none', 'NotFoundError'); };"
    )
    page.goto(f"{site.url}/chat/{person.demo_project(page)}/")
    expect(page.locator("#start")).to_be_enabled()
    page.click("#mic-allow")
    expect(page.locator("#check-error")).to_contain_text("microphone")
    page.locator(".check-way label", has_text="Type instead").click()
    page.click("#start")
    person.wait_for_state(page, "speaking")
    person.wait_for_state(page, "listening")
    expect(page.locator("#state")).to_have_text("Your turn")
    page.click("#mic")
    expect(page.locator("#notices")).to_contain_text("microphone")
    page.press("#text", "Enter")
    expect(page.locator("#notices")).to_have_text(re.compile("^Please write something first"))
    assert person.ask(page, "What is a credit?")
    person.end_chat(page)


def test_a_browser_without_webrtc_talks_too(site: Site, page: Page) -> None:
    page.context.add_init_script("delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;")
    person.start_chat(page, site, person.demo_project(page))
    person.wait_for_state(page, "listening")
    assert page.evaluate("window.__conversation.transport") == "websocket"
    assert person.ask(page, "What is a credit?")
    person.end_chat(page)


def test_a_newcomer_without_credits_is_told_before_anything_starts(site: Site, page: Page) -> None:
    page.context.clear_cookies()
    person.sign_up(page, site, "spent@example.org")
    project = person.make_project(page, site, "Short", "Marcus", "en", {"Who are you?": "I am Marcus."})
    spend = "exec(\"from billing.models import *\\nAccount.objects.filter(workspace__owner__email='spent@example.org')"
    spend += '.update(conversation_ms=0)") or 1'
    page.goto(f"{site.url}/chat/{project}/")
    page.locator(".check-way label", has_text="Type instead").click()
    expect(page.locator("#start")).to_be_enabled()
    assert site.ask(spend) == 1
    page.click("#start")
    expect(page.locator("#check-error")).to_contain_text("credits")
    assert page.locator("#check-error a").get_attribute("href") == "/billing/plans/#credits"
    page.goto(f"{site.url}/chat/{project}/")
    page.wait_for_url("**/billing/plans/#credits")
    expect(page.get_by_text("no credits left to talk with")).to_be_visible()


def test_a_project_deleted_meanwhile_cannot_be_started_again_and_again(site: Site, page: Page) -> None:
    project = person.make_project(page, site, "Gone soon", "Marcus", "en", {"Who are you?": "I am Marcus."})
    page.goto(f"{site.url}/chat/{project}/")
    page.locator(".check-way label", has_text="Type instead").click()
    expect(page.locator("#start")).to_be_enabled()
    assert site.ask(f"__import__('projects.models').models.Project.objects.filter(code='{project}').delete()[0] > 0")
    page.click("#start")
    expect(page.locator("#check-error")).to_contain_text("not there any more")
    expect(page.locator("#start")).to_be_disabled()
    page.locator(".check-way label", has_text="Speak").click()
    expect(page.locator("#check-error a")).to_have_attribute("href", "/projects/")
    expect(page.locator("#start")).to_be_disabled()
