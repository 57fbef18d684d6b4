"""The end of the credits, as the visitor sees it: announced, exact, and with its reason, its cost and what to do."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import visitor as person
from tests.browser.conftest import DESKTOP, NO_UDP
from tests.browser.served import Site

pytestmark = [pytest.mark.browser, pytest.mark.realtime]
LEFT_MS = 18_000
SPEND = (
    'exec("from billing.ledger import *\\nfrom accounts.models import User\\n'
    "workspace = User.objects.get(email='last@example.org').owned_workspaces.get()\\n"
    f"spent = workspace.account.conversation_ms - {LEFT_MS}\\n"
    "write(workspace, Unit.CONVERSATION_MS, -spent, key='spent', reason='Test')\""
    ") or 1"
)
ROW = "Conversation.objects.values('billed_ms', 'end_reason').get(code='{code}')"
ENTRIES = (
    "Conversation.objects.get(code='{code}').workspace.ledger.filter(conversation_code='{code}').count()"
)


def test_the_last_credit_is_announced_and_the_end_says_why(site: Site, launch: object) -> None:
    context: BrowserContext = launch(NO_UDP).new_context(viewport=DESKTOP)  # type: ignore[operator]
    with context:
        page = person.open_page(context, site)
        person.sign_up(page, site, "last@example.org")
        project = person.make_project(page, site, "Last", "Ana", "en", {"Who are you?": "I am Ana."})
        assert site.ask(SPEND) == 1
        person.start_chat(page, site, project)
        expect(page.locator("#notices")).to_contain_text("15 seconds are left")
        expect(page.locator("#over")).to_be_visible(timeout=person.PATIENCE_MS)
        person.photograph(page, "last_credit")
        expect(page.locator("#over-message")).to_contain_text("conversation time is used up")
        expect(page.locator("#over-elapsed")).to_have_text("0:18")
        expect(page.locator("#over-cost")).to_have_text("0.06")
        expect(page.locator("#over-credits")).to_have_text("0")
        assert page.get_attribute("#over-next", "href") == "/billing/plans/#credits"
        code = person.conversation_code(page)
        row, entries = site.ask(f"[{ROW}, {ENTRIES}]".format(code=code))
        assert (row, entries) == ({"billed_ms": LEFT_MS, "end_reason": "time_used_up"}, 1)
