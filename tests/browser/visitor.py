"""What a person does on the site, one function a step."""

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.recording import SCRIPT
from tests.browser.served import ROOT, Site

SCREENSHOTS = ROOT / "var" / "screenshots"
PASSPHRASE = "a long pass phrase 7"
DEMO = ("demo@example.com", "interactive")
PATIENCE_MS = 60_000


def open_page(context: object, site: Site) -> Page:
    """A page that records what is heard and seen, and fails the test on an error in its scripts."""
    page: Page = context.new_page()  # type: ignore[attr-defined]
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(path=SCRIPT)
    page.goto(site.url)
    return page


def photograph(page: Page, name: str) -> Path:
    """Keep a picture of the page under var/screenshots/."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path


def sign_up(page: Page, site: Site, email: str, password: str = PASSPHRASE) -> None:
    page.goto(f"{site.url}/accounts/signup/")
    page.fill("input[name=email]", email)
    page.fill("input[name=password1]", password)
    if page.locator("input[name=password2]").count():
        page.fill("input[name=password2]", password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/signup" not in url)


def log_in(page: Page, site: Site, email: str = DEMO[0], password: str = DEMO[1]) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login" not in url)


def make_project(
    page: Page, site: Site, name: str, avatar: str, language: str, answers: dict[str, str]
) -> str:
    """Fill the form as an owner does. -> the project's code."""
    page.goto(f"{site.url}/projects/new/")
    page.fill("input[name=name]", name)
    page.locator("label.tile", has_text=re.compile(rf"\b{re.escape(avatar)}")).click()
    page.select_option("select[name=language]", language)
    for number, (question, answer) in enumerate(answers.items()):
        if not page.locator(f"[name=entries-{number}-question]").count():
            page.click("#add-entry")
        page.fill(f"[name=entries-{number}-question]", question)
        page.fill(f"[name=entries-{number}-answer]", answer)
    page.locator("#project-form .save-bar button[type=submit]").click()
    page.wait_for_url(lambda url: not url.endswith("/new/"))
    link = page.locator("a[href^='/chat/']", has_text="Talk").first.get_attribute("href")
    assert link is not None
    return link.strip("/").split("/")[-1]


def demo_project(page: Page, name: str = "Ask about Interactive Avatar") -> str:
    """The code of the demo's project of that name, from the list of projects that is open."""
    chat_links = page.locator("a[href^='/chat/']")
    card = page.locator("article, li, div").filter(has_text=name).filter(has=chat_links).last
    return str(card.locator("a[href^='/chat/']").first.get_attribute("href")).strip("/").split("/")[-1]


def start_chat(page: Page, site: Site, project: str, *, speak: bool = False) -> float:
    """Through the device check to the greeting's first sound. -> time.monotonic() of the click on Start chat."""
    page.goto(f"{site.url}/chat/{project}/")
    if not speak:
        page.locator(".check-way label", has_text="Type instead").click()
    expect(page.locator("#start")).to_be_enabled(timeout=PATIENCE_MS)
    started = time.monotonic()
    page.click("#start")
    wait_for_state(page, "speaking")
    return started


def wait_for_state(page: Page, *states: str) -> None:
    """Until the page shows one of the states (connecting, listening, thinking, speaking)."""
    selector = ", ".join(f"main[data-state={state}]" for state in states)
    page.wait_for_selector(selector, timeout=PATIENCE_MS)


def ask(page: Page, text: str) -> str:
    """Type a question, wait for the whole spoken answer. -> the answer as the transcript shows it."""
    before = page.locator("#turns > li").count()
    say(page, text)
    wait_for_state(page, "speaking")
    wait_for_state(page, "listening")
    expect(page.locator("#turns > li")).to_have_count(before + 2, timeout=PATIENCE_MS)
    return last_answer(page)


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("#send")


def last_answer(page: Page) -> str:
    """The newest turn's words, without its speaker's name."""
    turn = page.locator("#turns > li").last
    return turn.locator("p").last.inner_text().strip()


def end_chat(page: Page) -> float:
    """-> time.monotonic() of the click that ends it."""
    page.click("#end")
    ended = time.monotonic()
    page.click("#end-yes")
    page.wait_for_selector("#over:not([hidden])", timeout=PATIENCE_MS)
    return ended


def conversation_code(page: Page) -> str:
    return str(page.evaluate("document.querySelector('#conversation').dataset.code"))


def decoded(page: Page) -> int:
    """How many pictures the browser has decoded so far."""
    return int(page.evaluate("async () => await window.__conversation.decoded()"))


def page_clock_s(page: Page) -> float:
    return float(page.evaluate("performance.now()")) / 1000
