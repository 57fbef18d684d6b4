"""Moving a picture by the mesh under it."""

import numpy as np

from avatars.samples.studio.flow import FINE, MeshFlow, Pose


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


def test_source_inverts_forward() -> None:
    flow, pose = wall(), Pose(roll=.06, yaw=.05)
    rest = np.array([17, 12]) * FINE + FINE / 2 - .5
    there = rest + flow.forward(pose)[12, 17]
    near = np.round(there).astype(int)
    assert np.allclose(flow.source(pose)[near[1], near[0]] - (near - there), rest, atol=.3)
