"""The avatar's own voice, heard back by the browser's recognition, is not taken for the visitor's."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SAYING = "One credit is five minutes of conversation."
ECHO = """async ([text, spoken]) => (await import("/static/js/conversation/recognition.js")).isEcho(text, spoken)"""


@pytest.mark.parametrize(
    ("heard", "echo"),
    [
        ("credit is five", True),
        ("five minutes of", True),
        ("", True),
        ("…", True),
        ("stop please", False),
        ("what about slots", False),
        ("how much is one credit then", False),
    ],
)
def test_it_tells_echo_from_words(page: Page, heard: str, echo: bool) -> None:
    assert page.evaluate(ECHO, [heard, SAYING]) is echo


def test_it_tells_them_apart_in_korean(page: Page) -> None:
    assert page.evaluate(ECHO, ["크레딧은 오 분", "크레딧은 오 분 동안의 대화입니다"]) is True
    assert page.evaluate(ECHO, ["잠깐만요", "크레딧은 오 분 동안의 대화입니다"]) is False
