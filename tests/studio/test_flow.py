"""Moving a picture by the mesh under it."""

import dataclasses

import numpy as np

from avatars.samples.studio.flow import SPOTS, MeshFlow, Pose


def wall(size: int = 128) -> MeshFlow:
    """A flat wall of points one decimetre in front of the camera's focus."""
    x, z = np.meshgrid(np.linspace(-1.4, 1.4, 60), np.linspace(-1.4, 1.4, 60))
    points = np.stack([x.ravel(), np.zeros(x.size), z.ravel()], -1)
    camera = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, -10], [0, 0, 0, 1]], float)
    return MeshFlow(points, np.ones(len(points)), np.zeros_like(points), np.zeros(3), camera, 500., size)


def test_neutral_pose_leaves_the_picture_alone() -> None:
    source = wall().source(Pose())
    y, x = np.mgrid[0:128, 0:128]
    assert np.abs(source - np.stack([x, y], -1)).max() < 1e-3


def test_sway_shifts_by_focal_length_over_distance() -> None:
    source = wall().source(Pose(sway=.1))
    assert np.allclose(64 - source[64, 64, 0], .1 * 500 / 10, atol=.1)


def test_a_picture_of_a_turned_head_stays_as_it_is_at_its_own_pose() -> None:
    flow, turned = wall(), Pose(yaw=.1)
    at_rest = dataclasses.replace(flow, rest=turned)
    y, x = np.mgrid[0:128, 0:128]
    assert np.abs(at_rest.source(turned) - np.stack([x, y], -1)).max() < 1e-3
    assert np.abs(flow.source(turned) - np.stack([x, y], -1))[40:90, 40:90].max() > .2


def test_both_pictures_agree_where_a_spot_goes() -> None:
    flow, turned, pose = wall(), Pose(yaw=.1), Pose(yaw=.06, roll=.03)
    there = np.array([50., 80.]) + flow.forward(pose)[80, 50]
    turned_at = np.array([50., 80.]) + flow.forward(turned)[80, 50]
    spot = np.round(turned_at).astype(int)
    again = turned_at + dataclasses.replace(flow, rest=turned).forward(pose)[spot[1], spot[0]]
    assert np.allclose(there, again, atol=.5)


def test_source_inverts_forward() -> None:
    flow, pose = wall(), Pose(roll=.06, yaw=.05)
    rest = np.array([17, 12]) * 128 / SPOTS + 64 / SPOTS - .5
    there = rest + flow.forward(pose)[12, 17]
    near = np.round(there).astype(int)
    assert np.allclose(flow.source(pose)[near[1], near[0]] - (near - there), rest, atol=.3)
