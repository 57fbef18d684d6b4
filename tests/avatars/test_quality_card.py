"""The quality card: each figure with its verdict, and what would make it better."""

import pytest

from avatars.quality_card import FAIR, GOOD, POOR, card


@pytest.mark.parametrize(("rate", "verdict"), [(24.7, GOOD), (15.0, FAIR), (10.0, POOR)])
def test_slow_footage_is_told_with_what_to_do(rate: float, verdict: str) -> None:
    (line,) = card({"rate": rate})
    assert (line.value, line.verdict, "light" in line.hint) == (f"{rate:.0f}", verdict, verdict != GOOD)


def test_what_was_not_counted_is_not_told() -> None:
    assert card({"rate": None}) == card({}) == []
