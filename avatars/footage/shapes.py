"""The shape space of one person: a few numbers for what the mouth does, whatever the head does.

shapes (n, k) drive points in the mouth crop: points(shape, pose) = mean + shape @ basis + pose @ pose_basis.
Shapes are components of the lips and the jaw on a head held still in three dimensions; the pose is what is left in the
crop of points that no speech moves, so that it tells nothing of the mouth, and of cheeks and nose when shape and those
points have said what they know: how far the face lies beside its place. Both are fitted on the frames that may be used
alone.
"""

from dataclasses import dataclass

import numpy as np

from .face_space import FaceSpace, eye_distance, face_space, head_still, without_gaps

SHAPES, POSES, LEFT = 12, 5, 2
OUTER_LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409)
INNER_LIPS = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415)
JAW = (152, 148, 377, 176, 400, 149, 378, 150, 379, 136, 365, 172, 397)
AROUND = (
    164, 165, 391, 92, 322, 186, 410, 57, 287, 43, 273, 106, 335, 182, 406, 83, 313, 18, 200, 199, 175, 201, 421,
    194, 418, 204, 424, 202, 422, 212, 432, 216, 436, 206, 426, 208, 428, 32, 262, 140, 369, 214, 434, 210, 430,
    169, 394, 135, 364, 138, 367, 207, 427, 192, 416, 171, 396,
)  # fmt: skip
ANCHORS = (2, 98, 327, 205, 425, 50, 280, 187, 411, 58, 288)
POINTS = OUTER_LIPS + INNER_LIPS + JAW + AROUND + ANCHORS
_DRIVING = OUTER_LIPS + INNER_LIPS + JAW
FACING = (
    (81, 178),
    (82, 87),
    (13, 14),
    (312, 317),
    (311, 402),
)  # points of the inner lips, one over the other
SIDE = 176
UNMOVED = (33, 133, 362, 263, 168, 6, 197, 195, 5, 10, 151, 9, 8, 127, 356)  # eyes, nose's back, forehead, temples
_RIDGE = 1e-3
_LEAN_RIDGE = 0.3


@dataclass(frozen=True)
class LipShapes:
    """What the mouth does in each frame, and the model that says where its points then are.

    shapes: (n, k) float32, unit variance over the frames fitted on; pose: (n, 7) float32 in crop pixels; points:
    (n, m, 2) float32, as measured, in crop pixels; points_mean: (m, 2); points_basis: (k, m, 2); pose_basis:
    (7, m, 2); inner_top, inner_bottom: indices of points that face each other. Frames without a face are filled in
    from their neighbours (`space.seen` tells).
    """

    space: FaceSpace
    shapes: np.ndarray
    pose: np.ndarray
    points: np.ndarray
    points_mean: np.ndarray
    points_basis: np.ndarray
    pose_basis: np.ndarray
    inner_top: np.ndarray
    inner_bottom: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        """(n,) bool: frames in which a face was found."""
        return self.space.seen

    def opens(self) -> np.ndarray:
        """(k,) crop pixels that each number of the shape adds between the inner lips."""
        y = self.points_basis[..., 1]
        return np.asarray((y[:, self.inner_bottom] - y[:, self.inner_top]).mean(1))

    def gaps(self) -> np.ndarray:
        """(n,) crop pixels between the inner lips, as measured."""
        y = self.points[..., 1]
        return (y[:, self.inner_bottom] - y[:, self.inner_top]).mean(1)


def lip_shapes(points: np.ndarray, train: np.ndarray | None = None, side: int = SIDE) -> LipShapes:
    """points: (n, 478, 3) pixels of the video, nan where no face (`Track.points`); train: (n,) bool, the frames that
    the space is fitted on, None for all; side: of the crop in pixels. ValueError when too few frames show a face."""
    space = face_space(points, side)
    use = space.seen if train is None else space.seen & train
    if use.sum() < 4 * (SHAPES + POSES):
        raise ValueError(f"lip_shapes: a face in {int(use.sum())} frames is too few")
    filled = without_gaps(points.reshape(len(points), -1).astype(np.float64)).reshape(points.shape)
    placed = space.place(filled)
    pose = _components(placed[:, UNMOVED].reshape(len(points), -1), use, POSES)
    held = head_still(filled)
    shapes = _freed(_shapes(held, use), pose, _opening(held), use)
    pose = np.c_[pose, _left(np.c_[shapes, pose], placed[:, ANCHORS], use)]
    mean, basis = _driven(np.c_[shapes, pose], placed[:, POINTS], use)
    index = {point: i for i, point in enumerate(POINTS)}
    return LipShapes(
        space=space,
        shapes=shapes.astype(np.float32),
        pose=pose.astype(np.float32),
        points=placed[:, POINTS].astype(np.float32),
        points_mean=mean.astype(np.float32),
        points_basis=basis[:SHAPES].astype(np.float32),
        pose_basis=basis[SHAPES:].astype(np.float32),
        inner_top=np.array([index[top] for top, _ in FACING]),
        inner_bottom=np.array([index[bottom] for _, bottom in FACING]),
    )


def _shapes(held: np.ndarray, use: np.ndarray) -> np.ndarray:
    """(n, k) components of lips and jaw on the head held still, of unit variance."""
    found = _components(held[:, _DRIVING, :2].reshape(len(held), -1), use, SHAPES)
    return found / np.maximum(found[use].std(0), 1e-9)


def _opening(held: np.ndarray) -> np.ndarray:
    """(n,) between the inner lips, on the head held still."""
    top, bottom = np.array(FACING).T
    return np.asarray((held[:, bottom, 1] - held[:, top, 1]).mean(1))


def _freed(shapes: np.ndarray, pose: np.ndarray, opening: np.ndarray, use: np.ndarray) -> np.ndarray:
    """The shapes (n, k) without what the pose (n, p) tells of them, which then is the pose's part of the points:
    how the lips lie on this person's turned head, which no sound tells. Of unit variance again.

    The opening (n,) stays the shapes' alone: people who speak nod, but a head that nods must not open shut lips.
    """
    known = pose / np.maximum(pose[use].std(0), 1e-9)
    x = known[use]
    lean = np.linalg.solve(x.T @ x + _LEAN_RIDGE * len(x) * np.eye(x.shape[1]), x.T @ shapes[use])
    y = shapes[use] - shapes[use].mean(0)
    opens = np.linalg.lstsq(y, opening[use] - opening[use].mean(), rcond=None)[0]
    lean -= np.outer(lean @ opens, opens) / max(float(opens @ opens), 1e-12)
    free = shapes - known @ lean
    return np.asarray(free / np.maximum(free[use].std(0), 1e-9))


def _components(rows: np.ndarray, use: np.ndarray, count: int) -> np.ndarray:
    """(n, count) principal components of rows (n, d), in the unit of the rows."""
    centred = rows - rows[use].mean(0)
    _, axes = np.linalg.eigh(centred[use].T @ centred[use])
    axes = axes[:, ::-1][:, :count]
    return centred @ (axes * np.sign(axes.sum(0) + 1e-12))


def _driven(numbers: np.ndarray, points: np.ndarray, use: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, m, 2) as a straight function of numbers (n, d): the mean (m, 2) and the basis (d, m, 2)."""
    x, y = numbers[use], points[use].reshape(int(use.sum()), -1)
    mean = x.mean(0)
    x0 = x - mean
    basis = np.linalg.solve(x0.T @ x0 + _RIDGE * len(x) * np.eye(x.shape[1]), x0.T @ (y - y.mean(0)))
    offset = y.mean(0) - mean @ basis
    return offset.reshape(-1, 2), basis.reshape(len(basis), -1, 2)


def _left(numbers: np.ndarray, points: np.ndarray, use: np.ndarray) -> np.ndarray:
    """(n, LEFT) components of what numbers (n, d) do not say of points (n, m, 2), in pixels of one point."""
    mean, basis = _driven(numbers, points, use)
    rest = (points - mean - np.tensordot(numbers, basis, 1)).reshape(len(points), -1)
    return _components(rest, use, LEFT) / np.sqrt(points.shape[1])


def fitting_side(points: np.ndarray, scale: float) -> int:
    """The crop's side at which it is about as fine as the picture: 128 to 192, even; scale: picture over video."""
    side = 1.45 * eye_distance(points) * scale
    return int(np.clip(round(side / 2) * 2, 128, 192))
