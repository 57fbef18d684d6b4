"""Loops at rest keep clear of frames in which something other than the head moves, if it is in the picture."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from avatars.engine.loop_writer import write_loop
from avatars.footage.framing import SMALL, Framing, small_pictures
from avatars.footage.loop_plan import plan_loops
from avatars.footage.loops import Seen
from avatars.footage.shapes import LipShapes, lip_shapes

from .drawn_face import FRAMES, points_of

HANDS = range(120, 160)  # no stretch of the greatest length misses them


@pytest.fixture(scope="module")
def lips() -> LipShapes:
    """At rest in all frames."""
    found = lip_shapes(points_of())
    return replace(found, points=np.repeat(found.points[-1:], FRAMES, 0))


def pictures(contrast: int) -> np.ndarray:
    """(n, SMALL, SMALL) uint8 that hardly change, but hands wave below the chin for a while and go again."""
    small = 40 + contrast * np.random.default_rng(0).integers(0, 2, (FRAMES, SMALL, SMALL))
    for frame in HANDS:
        at = 4 + 3 * (frame % 4)
        small[frame, -10:, at : at + 20] += 8 * contrast
    return small.astype(np.uint8)


def idle_has_hands(lips: LipShapes, small: np.ndarray) -> bool:
    seen = Seen(np.zeros((FRAMES, 60), np.float32), small)
    idle = plan_loops(lips, seen, np.ones(FRAMES, bool), [], None).loops["idle"]
    return bool(np.isin(idle.frames(), HANDS).any())


@pytest.mark.parametrize("contrast", [1, 20])
def test_no_hands_come_into_the_idle_loop(lips: LipShapes, contrast: int) -> None:
    assert not idle_has_hands(lips, pictures(contrast))


def test_where_nothing_moves_all_frames_will_do(lips: LipShapes) -> None:
    assert idle_has_hands(lips, np.full((FRAMES, SMALL, SMALL), 40, np.uint8))


def test_what_is_not_shown_does_not_count(tmp_path: Path) -> None:
    frames = np.full((8, 96, 64, 3), 90, np.uint8)
    frames[::2, 70:] = 250
    write_loop(tmp_path / "video.mp4", frames, 12, "ultrafast")
    shown = small_pictures(tmp_path / "video.mp4", 8, Framing(0, 0, 64, 64))
    everything = small_pictures(tmp_path / "video.mp4", 8, Framing(0, 0, 96, 96))
    assert np.ptp(shown.astype(int), axis=0).max() < 6 < np.ptp(everything.astype(int), axis=0).max()
