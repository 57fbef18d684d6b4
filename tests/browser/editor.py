"""What a person does in the editor, by the page's own buttons."""

import subprocess
import sys
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import visitor as person
from tests.browser.served import ROOT, Site

GREEN_MS = 60_000


def give_slot(site: Site, email: str) -> None:
    """One slot, as staff give it."""
    command = [sys.executable, "manage.py", "grant", email, "--slots", "1", "--reason", "browser test"]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True)


def begin_avatar(page: Page, site: Site, name: str, way: str) -> None:
    """Fill the first page, agree, and go on."""
    page.goto(f"{site.url}/avatars/new/")
    page.fill("[name=name]", name)
    page.select_option("[name=language]", "en")
    page.select_option("[name=gender]", "female")
    page.locator(f".way:has([value={way}])").click()
    page.check("[name=consent]")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/recordings/**")
    page.wait_for_selector("#editor[data-loaded=true]")


def get_green(page: Page) -> None:
    """The camera opens, the coach and the microphone turn green."""
    if page.locator("#allow").is_visible():
        page.click("#allow-now")
    page.wait_for_selector("#check:not([hidden])")
    expect(page.locator("#ready")).to_be_enabled(timeout=GREEN_MS)


def get_ready(page: Page) -> None:
    """All is green, and reading begins."""
    get_green(page)
    page.click("#ready")


def choose_part(page: Page, part: str) -> None:
    page.locator(f"#parts [data-part='{part}'] button").click()


def start_take(page: Page) -> None:
    """Press Record (or Once more) and wait out the countdown."""
    page.locator("#record:visible, #again:visible").first.click()
    page.wait_for_selector("#editor[data-recording]")


def read_part(page: Page, part: str, seconds: float) -> None:
    """One take of a part, that many seconds long."""
    choose_part(page, part)
    start_take(page)
    page.wait_for_timeout(seconds * 1000)
    page.click("#stop")
    page.wait_for_selector("#editor:not([data-recording])")


def state(page: Page) -> dict[str, Any]:
    """What the server holds."""
    return dict(page.evaluate("async () => (await fetch(location.pathname + 'state')).json()"))


WAIT = """async () => {
  for (let look = 0; look < 300; look++) {
    const state = await (await fetch(location.pathname + "state")).json();
    if (CONDITION) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the server never held: CONDITION");
}"""


def wait_for_server(page: Page, condition: str) -> None:
    """Until a JavaScript expression is true of `state`, what the server holds."""
    page.evaluate(WAIT.replace("CONDITION", condition))


def sign_up_with_slot(page: Page, site: Site, email: str) -> None:
    person.sign_up(page, site, email)
    give_slot(site, email)
