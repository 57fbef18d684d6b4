"""The scripts put credits into words as the pages do."""

import pytest
from playwright.sync_api import Page

from tests.credits import CREDITS

pytestmark = pytest.mark.browser

SHOWN = """async (times) => {
  document.documentElement.lang = "en";
  const { credits } = await import("/static/js/conversation/credits.js");
  return times.map(credits);
}"""


def test_they_never_show_more_than_there_is(page: Page) -> None:
    assert page.evaluate(SHOWN, [ms for ms, _ in CREDITS]) == [words for _, words in CREDITS]
