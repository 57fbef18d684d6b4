"""No change of loop is seen: the head moves no faster than the loops themselves."""

import numpy as np
import pytest

from avatars.engine import Bundle
from avatars.engine.timeline import DISSOLVE_FRAMES, PATIENCE_FRAMES, Timeline


def place(warp: np.ndarray) -> np.ndarray:
    """Where the head is, in pixels."""
    return -warp[0, 0]


def fastest(bundle: Bundle) -> float:
    steps = [
        np.diff(np.concatenate([x.warp[:, 0, 0], x.warp[:1, 0, 0]]), axis=0) for x in bundle.loops.values()
    ]
    return max(float(np.linalg.norm(s, axis=1).max()) for s in steps)


@pytest.mark.parametrize("seed", range(5))
def test_the_head_never_jumps(bundle: Bundle, seed: int) -> None:
    timeline, wants = Timeline(bundle.loops, np.random.default_rng(seed)), ("idle", "speak", "listen", "idle")
    at = np.array([place(timeline.advance(wants[i // 90]).base.warp) for i in range(360)])
    assert np.linalg.norm(np.diff(at, axis=0), axis=1).max() < fastest(bundle) + 0.5


def test_a_loop_that_is_wanted_comes_soon(bundle: Bundle) -> None:
    timeline = Timeline(bundle.loops, np.random.default_rng(0))
    shown = [timeline.advance("speak").loop for _ in range(PATIENCE_FRAMES + 1)]
    assert shown[-1] == "speak"


def test_loops_run_on_in_order_when_nothing_changes(bundle: Bundle) -> None:
    timeline = Timeline(bundle.loops, np.random.default_rng(3))
    moments = [timeline.advance("idle") for _ in range(120)]
    steps = np.diff([m.index for m in moments]) % len(bundle.loops["idle"])
    assert set(steps) == {1}
    assert all(
        m.plain and np.array_equal(m.base.image, bundle.loops["idle"].frames[m.index]) for m in moments
    )


def test_a_change_dissolves_and_is_then_plain_again(bundle: Bundle) -> None:
    timeline = Timeline(bundle.loops, np.random.default_rng(1))
    moments = [timeline.advance("listen") for _ in range(PATIENCE_FRAMES + DISSOLVE_FRAMES + 2)]
    mixed = [i for i, m in enumerate(moments) if not m.plain]
    assert len(mixed) == DISSOLVE_FRAMES
    assert mixed == list(range(mixed[0], mixed[0] + DISSOLVE_FRAMES))
    assert moments[-1].loop == "listen" and moments[-1].plain


def test_blinks_go_on_while_speaking(bundle: Bundle) -> None:
    timeline = Timeline(bundle.loops, np.random.default_rng(2))
    moments = [timeline.advance("speak") for _ in range(200)]
    assert max(bundle.loops[m.loop].blink[m.index] for m in moments[60:]) == 1
