"""A session on a clock that the test moves, closed when the test ends."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from .fakes import Stand, make_stand


@pytest.fixture
async def stand() -> AsyncIterator[Callable[..., Stand]]:
    """`stand(**options)` makes one."""
    made: list[Stand] = []

    def make(**options: Any) -> Stand:
        made.append(make_stand(**options))
        return made[-1]

    yield make
    for one in made:
        await one.session.end("visitor")
        for task in one.outside:
            await task
