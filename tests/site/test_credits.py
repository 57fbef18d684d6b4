"""The pages put credits into words as the scripts do."""

import pytest

from avatarsite.templatetags.words import credits
from tests.credits import CREDITS


@pytest.mark.parametrize(("ms", "words"), CREDITS)
def test_it_never_shows_more_than_there_is(ms: int, words: str) -> None:
    assert credits(ms) == words
