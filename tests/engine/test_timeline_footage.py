"""Loops of footage change where their pictures match; where none do, they are hardly seen double."""

import numpy as np
import pytest

from avatars.engine.bundle import Loop
from avatars.engine.own import OwnLoop
from avatars.engine.own_writer import coarse_warp, small_pictures
from avatars.engine.timeline import CUT_FRAMES, DISSOLVE_FRAMES, PATIENCE_FRAMES, Timeline

SIDE, COLOURS = 64, {"idle": 60, "speak": 200}


def made(name: str, levels: np.ndarray, x: float = 0) -> Loop:
    """A loop of plain pictures of the brightness `levels` (n,), each loop of its own colour; x: where the head is."""
    count = len(levels)
    frames = np.full((count, SIDE * 3 // 2, SIDE), COLOURS[name], np.uint8)
    frames[:, :SIDE] = np.asarray(levels, np.uint8)[:, None, None]
    place = np.tile(np.array([[1, 0, x], [0, 1, 0]], np.float32), (count, 1, 1))
    none = np.zeros((count, 1), np.float32)
    own = OwnLoop(place, none, np.zeros((count, 4, 4, 3), np.float32), small_pictures(frames))
    return Loop(name, frames, coarse_warp(place, (0, 0, SIDE, SIDE)), none, None, none[:, 0], own)


def swaying(count: int = 96) -> np.ndarray:
    return 100 + 8 * np.sin(np.arange(count) * 2 * np.pi / 24)


def colours(loops: dict[str, Loop], seed: int) -> np.ndarray:
    timeline = Timeline(loops, np.random.default_rng(seed))
    moments = [timeline.advance("speak") for _ in range(PATIENCE_FRAMES + DISSOLVE_FRAMES + 2)]
    return np.array([int(np.asarray(m.base.image)[-1, 0]) for m in moments])


def double(seen: np.ndarray) -> int:
    return int(((seen > COLOURS["idle"] + 5) & (seen < COLOURS["speak"] - 5)).sum())


@pytest.mark.parametrize("seed", range(5))
def test_where_no_pictures_match_the_change_waits_for_the_likest(seed: int) -> None:
    levels = 140 + 60 * np.cos(np.arange(150) * 2 * np.pi / 75)
    loops = {"idle": made("idle", levels), "speak": made("speak", np.full(60, 40))}
    timeline = Timeline(loops, np.random.default_rng(seed))
    start = timeline.advance("idle").index + 1
    changed = [timeline.advance("speak").loop for _ in range(PATIENCE_FRAMES + 1)].index("speak")
    reached = levels[(start + np.arange(PATIENCE_FRAMES + 1)) % 150]
    assert reached[changed] < reached.min() + 6  # waiting has a little price


def test_pictures_that_match_dissolve() -> None:
    seen = colours({"idle": made("idle", swaying()), "speak": made("speak", swaying())}, 0)
    assert double(seen) == DISSOLVE_FRAMES


def test_pictures_that_do_not_match_are_hardly_seen_double() -> None:
    seen = colours({"idle": made("idle", swaying()), "speak": made("speak", swaying() + 60)}, 0)
    assert 0 < double(seen) <= CUT_FRAMES and seen[-1] == COLOURS["speak"]


def test_the_head_glides_where_pictures_are_cut() -> None:
    loops = {"idle": made("idle", swaying()), "speak": made("speak", swaying() + 60, x=7)}
    timeline = Timeline(loops, np.random.default_rng(0))
    moments = [timeline.advance("speak") for _ in range(PATIENCE_FRAMES + DISSOLVE_FRAMES + 2)]
    at = np.array([m.base.own.place[0, 2] for m in moments if m.base.own])
    assert at[-1] == 7 and np.diff(at).max() < 1.01
