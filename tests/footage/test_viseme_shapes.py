"""Mouth shapes of visemes, of faces whose lips alone are known."""

from unittest.mock import Mock

import numpy as np
import pytest

from avatars.footage.shapes import FACING, POINTS, LipShapes
from avatars.footage.viseme_shapes import viseme_shapes

COUNT = 400


def lips_open(gaps: np.ndarray) -> LipShapes:
    """Mouths that open by so many pixels, and whose shape is just that."""
    top, bottom = (np.array([POINTS.index(pair[i]) for pair in FACING]) for i in (0, 1))
    mean, basis = np.zeros((len(POINTS), 2)), np.zeros((1, len(POINTS), 2))
    mean[POINTS.index(291), 0] = 60.0
    basis[0, bottom, 1] = 1.0
    shapes = gaps[:, None].astype(np.float32)
    points = mean + np.tensordot(shapes, basis, 1)
    pose, turns = np.zeros((len(gaps), 7), np.float32), np.zeros((7, *mean.shape))
    return LipShapes(Mock(), shapes, pose, points, mean, basis, turns, top, bottom)


@pytest.mark.parametrize("shut", [5, 12, 40, 200])
def test_lips_that_meet_really_do_however_seldom_they_are_seen_to(shut: int) -> None:
    """Where this person waits, the lips are nearly shut, but not quite; where they meet, a mesh reads a hair apart."""
    rng = np.random.default_rng(1)
    gaps = rng.uniform(6.0, 20.0, COUNT)
    gaps[: COUNT // 5] = rng.uniform(2.0, 4.0, COUNT // 5)
    gaps[:shut] = rng.uniform(0.0, 0.3, shut)
    waiting = [("_", "sil", 4.0 * i, 4.0 * i + 0.5) for i in range(4)]
    found = viseme_shapes(lips_open(gaps), waiting, np.ones(COUNT, bool))
    assert [found[name]["shape"][0] for name in ("sil", "MBP")] == pytest.approx([-0.8, -0.8], abs=0.01)


def test_a_mouth_that_was_hardly_seen_to_open_is_left_as_it_is() -> None:
    gaps = np.random.default_rng(1).uniform(0.0, 0.5, COUNT)
    found = viseme_shapes(lips_open(gaps), [], np.ones(COUNT, bool))
    assert all(0 <= found[name]["shape"][0] <= 0.5 for name in ("sil", "MBP"))
