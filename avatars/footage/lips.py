"""What the lips do in each frame with the head held still: five lengths that sound can tell of."""

import numpy as np

from avatars.footage.track import LEFT_EYE, RIGHT_EYE, Track

# Points that speech does not move: eyes' corners, the nose's back, forehead, temples.
_STEADY = [33, 133, 362, 263, 168, 6, 197, 195, 5, 10, 151, 9, 8, 127, 356, 234, 454]
UPPER, LOWER, LEFT, RIGHT, TOP, BOTTOM = 13, 14, 61, 291, 0, 17
MEASURES = ("opening", "width", "height", "lower", "upper")


def still_points(points: np.ndarray) -> np.ndarray:
    """(n, p, 3) points of a face, each frame brought onto the mean head by rotation, scale and shift.

    Lengths in outer eye distances; frames with NaN stay NaN. Least squares after Kabsch (1976), Umeyama (1991).
    """
    seen = np.isfinite(points[:, 0, 0])
    out = np.full(points.shape, np.nan)
    if not seen.any():
        return out
    found = points[seen].astype(np.float64)
    reference = found[0][_STEADY]
    moved = found
    for _ in range(2):
        moved = _onto(found, reference)
        reference = moved[:, _STEADY].mean(axis=0)
    scale = np.linalg.norm(reference[_STEADY.index(LEFT_EYE)] - reference[_STEADY.index(RIGHT_EYE)])
    out[seen] = moved / scale
    return out


def _onto(points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    steady = points[:, _STEADY]
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
    p = still_points(track.points)
    corners = p[:, [LEFT, RIGHT], 1].mean(axis=1)
    rows = np.stack(
        [
            np.linalg.norm(p[:, UPPER] - p[:, LOWER], axis=1),
            np.linalg.norm(p[:, LEFT] - p[:, RIGHT], axis=1),
            np.linalg.norm(p[:, TOP] - p[:, BOTTOM], axis=1),
            p[:, LOWER, 1] - corners,
            p[:, UPPER, 1] - corners,
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
