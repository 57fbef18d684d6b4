"""Two idle loops take turns, and every loop begins and ends at rest: no point of either is seen twice in a row."""

from itertools import pairwise

import numpy as np
import pytest

from avatars.engine import Bundle
from avatars.engine.timeline import Timeline

from .drawn import LENGTHS, draw_bundle
from .test_timeline import fastest, place


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("bundles") / "two"
    return Bundle.load(draw_bundle(folder, more=["idle2"]), folder.parent / "cache")


def test_they_follow_each_other_to_the_end(two: Bundle) -> None:
    timeline = Timeline(two.loops, np.random.default_rng(4))
    moments = [timeline.advance("idle") for _ in range(300)]
    assert all(m.plain for m in moments)
    for before, after in pairwise(moments):
        if before.index == LENGTHS[before.loop] - 1:
            assert (after.loop, after.index) == ({"idle": "idle2", "idle2": "idle"}[before.loop], 0)
        else:
            assert (after.loop, after.index) == (before.loop, before.index + 1)
    places = np.array([place(m.base.warp) for m in moments])
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() < fastest(two) + 0.5


@pytest.mark.parametrize("seed", range(4))
def test_after_something_else_the_other_one_comes(two: Bundle, seed: int) -> None:
    timeline = Timeline(two.loops, np.random.default_rng(seed))
    first = timeline.advance("idle").loop
    shown = [timeline.advance("speak").loop for _ in range(60)]
    assert shown[-1] == "speak"
    last = [name for name in [first, *shown] if name != "speak"][-1]
    back = [timeline.advance("idle").loop for _ in range(60)]
    assert next(name for name in back if name != "speak") != last
