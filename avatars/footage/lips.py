"""What the lips do in each frame with the head held still: five lengths that sound can tell of."""

import numpy as np

from avatars.footage.track import Track

# Points that speech does not move: eyes' corners, the nose's back, forehead, temples.
_STEADY = [33, 133, 362, 263, 168, 6, 197, 195, 5, 10, 151, 9, 8, 127, 356, 234, 454]
_LIPS = [13, 14, 61, 291, 0, 17]  # inner upper and lower, corners, outer upper and lower
MEASURES = ("opening", "width", "height", "lower", "upper")


def still_points(points: np.ndarray, steady: list[int] = _STEADY) -> np.ndarray:
    """(n, p, 3) points of a face, each frame brought onto the mean head by rotation, scale and shift.

    `steady`: which of the p speech does not move; its first and fourth are the outer corners of the eyes.

    Lengths in outer eye distances; frames with NaN stay NaN. Least squares after Kabsch (1976), Umeyama (1991).
    """
    seen = np.isfinite(points[:, 0, 0])
    out = np.full(points.shape, np.nan)
    if not seen.any():
        return out
    found = points[seen].astype(np.float64)
    reference = found[0][steady]
    moved = found
    for _ in range(2):
        moved = _onto(found, reference, steady)
        reference = moved[:, steady].mean(axis=0)
    scale = np.linalg.norm(reference[0] - reference[3])
    out[seen] = moved / scale
    return out


def _onto(points: np.ndarray, reference: np.ndarray, at: list[int]) -> np.ndarray:
    steady = points[:, at]
    middle, centre = steady.mean(axis=1, keepdims=True), reference.mean(axis=0)
    spread = steady - middle
    u, s, v = np.linalg.svd(np.einsum("nij,ik->njk", spread, reference - centre))
    flip = np.ones_like(s)
    flip[:, 2] = np.sign(np.linalg.det(u @ v))
    turn = (u * flip[:, None]) @ v
    scale = (s * flip).sum(axis=1) / (spread**2).sum(axis=(1, 2))
    return (points - middle) @ turn * scale[:, None, None] + centre


def lip_measures(track: Track) -> np.ndarray:
    """(n, 5) float64 by MEASURES in outer eye distances; gaps are filled in straight. Needs one face at least."""
    chosen = [*_STEADY, *_LIPS]  # not all 478: ten minutes of them are half a gigabyte
    p = still_points(track.points[:, chosen], list(range(len(_STEADY))))
    upper, lower, left, right, top, bottom = range(len(_STEADY), len(chosen))
    corners = p[:, [left, right], 1].mean(axis=1)
    rows = np.stack(
        [
            np.linalg.norm(p[:, upper] - p[:, lower], axis=1),
            np.linalg.norm(p[:, left] - p[:, right], axis=1),
            np.linalg.norm(p[:, top] - p[:, bottom], axis=1),
            p[:, lower, 1] - corners,
            p[:, upper, 1] - corners,
        ],
        axis=1,
    )
    return filled(rows)


def filled(rows: np.ndarray) -> np.ndarray:
    """(n, k) with rows of NaN replaced by straight lines between their neighbours."""
    seen = np.isfinite(rows).all(axis=1)
    if seen.all() or not seen.any():
        return rows
    at = np.arange(len(rows))
    return np.stack([np.interp(at, at[seen], column[seen]) for column in rows.T], axis=1)
