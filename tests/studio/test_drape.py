"""Cloth that hangs on a body, solved without Blender."""

from dataclasses import replace

import numpy as np
import pytest

from avatars.samples.studio import mesh
from avatars.samples.studio.collars import grid
from avatars.samples.studio.drape import Cloth, Springs, hung

ACROSS, ALONG = 28, 14
CLOTH = Cloth(ease=.03)


def arm(bent: float) -> tuple[np.ndarray, list[mesh.Face]]:
    """A tube of .5 dm radius that points to the side and is turned down by `bent` radians."""
    turn, x = 2 * np.pi * np.arange(ACROSS) / ACROSS, np.linspace(0, 1.6, ALONG)
    points = np.stack(np.broadcast_arrays(x, .5 * np.sin(turn)[:, None], .5 * np.cos(turn)[:, None]), -1)
    return points.reshape(-1, 3) @ mesh.rotation("y", bent).T, [face[::-1] for face in grid(ACROSS, ALONG, True)]


@pytest.fixture(scope="module")
def skins() -> list[np.ndarray]:
    return [arm(bent)[0] for bent in np.linspace(0, .6, 4)]


@pytest.fixture(scope="module")
def cloth(skins: list[np.ndarray]) -> np.ndarray:
    return hung(skins, arm(0)[1], CLOTH, held())


def held() -> np.ndarray:
    """At both ends, as garments are."""
    return np.isin(np.tile(np.arange(ALONG), ACROSS), (0, ALONG - 1))[:, None].astype(float)


def test_the_body_s_faces_look_outwards(skins: list[np.ndarray]) -> None:
    out = mesh.vertex_normals(skins[0], arm(0)[1])
    assert ((skins[0] * [0, 1, 1]) * out).sum(1).min() > 0


def stretched(skins: list[np.ndarray], cloth: np.ndarray) -> np.ndarray:
    """(m,) length of each thread, 1 as it was cut."""
    springs = Springs(skins[0], arm(0)[1], CLOTH.ease)
    return np.asarray(np.linalg.norm(springs.ends @ cloth, axis=1) / springs.length)


def test_light_cloth_keeps_its_lengths(skins: list[np.ndarray]) -> None:
    threads = stretched(skins, hung(skins, arm(0)[1], replace(CLOTH, fall=0.), held()))
    assert abs(np.median(threads) - 1) < .03
    assert np.percentile(threads, [1, 99]) == pytest.approx([1, 1], abs=.08)


def test_heavier_cloth_sags_more_but_does_not_give_way(skins: list[np.ndarray], cloth: np.ndarray) -> None:
    light = stretched(skins, hung(skins, arm(0)[1], replace(CLOTH, fall=CLOTH.fall / 2), held()))
    assert np.percentile(light, 95) < np.percentile(stretched(skins, cloth), 95) < 1.4


def test_it_never_enters_the_body(cloth: np.ndarray) -> None:
    straight = cloth @ mesh.rotation("y", .6)
    assert np.hypot(straight[:, 1], straight[:, 2]).min() > .5


def test_it_hangs_below_the_body(cloth: np.ndarray) -> None:
    straight = cloth @ mesh.rotation("y", .6)
    free = ~held().astype(bool).ravel()
    under = free & (straight[:, 2] < -.4)
    over = free & (straight[:, 2] > .4)
    room = np.hypot(straight[:, 1], straight[:, 2]) - .5
    assert room[under].mean() > room[over].mean() + .005


def test_what_is_held_stays_where_the_body_has_it(skins: list[np.ndarray], cloth: np.ndarray) -> None:
    out = mesh.vertex_normals(skins[-1], arm(0)[1])
    fixed = held().astype(bool).ravel()
    assert np.allclose(cloth[fixed], (skins[-1] + CLOTH.off * out)[fixed])


def test_it_is_the_same_each_time(skins: list[np.ndarray], cloth: np.ndarray) -> None:
    assert (hung(skins, arm(0)[1], CLOTH, held()) == cloth).all()
