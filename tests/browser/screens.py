"""Pictures of every page, at phone and desk width, light and dark, for looking at them as a designer would."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGS = ("--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
SIZES = {"390": (390, 844), "1440": (1440, 900)}
SCHEMES = ("light", "dark")
OPEN = {"home": "/", "design": "/design/", "login": "/accounts/login/", "signup": "/accounts/signup/"}
OPEN |= {"reset": "/accounts/password/reset/", "missing": "/nothing/here/"}
OWN = {
    "projects": "/projects/",
    "project-new": "/projects/new/",
    "avatars": "/avatars/",
    "billing": "/billing/",
    "billing-plans": "/billing/plans/",
    "billing-usage": "/billing/usage/",
    "billing-conversations": "/billing/conversations/",
    "billing-ledger": "/billing/ledger/",
    "billing-invoices": "/billing/invoices/",
}
OWN |= {
    "conversations": "/conversations/",
    "settings": "/settings/",
    "email": "/accounts/email/",
    "mfa": "/accounts/2fa/",
}
FIRST = {
    "project": ("/projects/", r"/projects/(?!new|voices)[\w-]{10}/$"),
    "avatar": ("/avatars/", r"/avatars/[\w-]+/$"),
}
FIRST |= {
    "check": ("/projects/", r"/chat/[\w-]+/$"),
    "conversation": ("/conversations/", r"/conversations/[\w-]+/$"),
}


def log_in(page: Page, base: str, email: str, password: str) -> None:
    """By the log-in form, as anybody would."""
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/projects/")


def own_addresses(page: Page, base: str) -> Iterator[tuple[str, str]]:
    """(name, path) of each page behind the log-in; the first project, avatar and conversation stand for all."""
    yield from OWN.items()
    for name, (where, pattern) in FIRST.items():
        page.goto(base + where)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        path = next((link for link in links if re.search(pattern, link)), None)
        if path:
            yield name, path


def shoot(page: Page, address: str, file: Path) -> None:
    """One page, whole, when its fonts and pictures are there."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, full_page=True)


def screens(browser: Browser, base: str, out: Path, login: tuple[str, str], only: str = "") -> list[Path]:
    """Pictures `out/<page>-<width>-<scheme>.png` of all pages whose name contains `only`."""
    out.mkdir(parents=True, exist_ok=True)
    taken = []
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            viewport = {"width": width, "height": height}
            page = browser.new_context(viewport=viewport, color_scheme=scheme).new_page()  # type: ignore[arg-type]
            addresses = list(OPEN.items())
            for logged_in in (False, True):
                if logged_in:
                    log_in(page, base, *login)
                    addresses = list(own_addresses(page, base))
                for name, path in addresses:
                    if only in name:
                        file = out / f"{name}-{size}-{scheme}.png"
                        shoot(page, base + path, file)
                        taken.append(file)
            page.context.close()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="a running site")
    parser.add_argument("--out", type=Path, default=Path("var/screenshots"))
    parser.add_argument("--only", default="", help="part of a page's name")
    parser.add_argument("--email", default="demo@example.com")
    parser.add_argument("--password", default="interactive")
    given = parser.parse_args()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        taken = screens(browser, given.base, given.out, (given.email, given.password), given.only)
        browser.close()
    print(f"{len(taken)} pictures in {given.out}")  # noqa: T201


if __name__ == "__main__":
    main()
