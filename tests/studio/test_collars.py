"""Necklines, and bands laid along them."""

import numpy as np
import pytest

from avatars.samples.studio.collars import Neckline, evened, grid

LINE = Neckline(np.array([0, .1, 5.]), -.2, .1, .4)


def around(turn: float, reach: float, z: float) -> np.ndarray:
    return np.array([[reach * np.sin(turn), LINE.neck[1] - .15 - reach * np.cos(turn), z]])


@pytest.mark.parametrize(("turn", "rise"), [(0, -.2), (np.pi / 2, .1), (-np.pi / 2, .1), (np.pi, .4)])
def test_it_passes_through_its_heights(turn: float, rise: float) -> None:
    assert LINE.height(np.array([turn]))[0] == pytest.approx(5 + rise)
    assert LINE.over(around(turn, .5, 5 + rise + .07))[0] == pytest.approx(.07)


def test_it_does_not_cut_a_raised_shoulder() -> None:
    assert LINE.over(around(np.pi / 2, .6, 5.3))[0] > 0
    assert LINE.over(around(np.pi / 2, 1.2, 5.3))[0] < 0


def test_a_closed_band_has_no_border_across() -> None:
    edges: dict[tuple[int, int], int] = {}
    for face in grid(12, 3, True):
        for pair in zip(face, face[1:] + face[:1], strict=True):
            edges[min(pair), max(pair)] = edges.get((min(pair), max(pair)), 0) + 1
    assert sorted(edges.values()).count(1) == 2 * 12  # its two rims
    assert len(grid(12, 3, False)) == len(grid(12, 3, True)) - 2


def test_evening_keeps_the_ends_of_an_open_path() -> None:
    path = np.array([[0., 0], [1, 5], [2, 0], [3, 5]])
    out = evened(path, 4, False)
    assert (out[[0, -1]] == path[[0, -1]]).all()
    assert np.abs(np.diff(out[1:-1, 1])).max() < np.abs(np.diff(path[1:-1, 1])).max()
