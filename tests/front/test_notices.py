"""Over the stage one message is shown at a time."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SHOWN = """async (notes) => {
  document.body.innerHTML = '<div id="strings" data-dismiss="Close"></div><div id="notices"></div>';
  const { notify } = await import("/static/js/conversation/notices.js");
  for (const [message, kind] of notes) notify(message, { kind });
  return [...document.querySelectorAll("#notices span")].map((span) => span.textContent);
}"""


def test_the_last_one_takes_the_place_of_any_other(page: Page) -> None:
    assert page.evaluate(SHOWN, [["one", "notice"], ["two", "error"]]) == ["two"]


def test_a_hint_does_not_cover_what_has_to_be_read(page: Page) -> None:
    assert page.evaluate(SHOWN, [["15 seconds are left", "notice"], ["a slower way", "hint"]]) == [
        "15 seconds are left"
    ]
    assert page.evaluate(SHOWN, [["a slower way", "hint"]]) == ["a slower way"]
