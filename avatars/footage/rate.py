"""How many pictures a second show the face anew: a file's own rate counts those that repeat the one before, too."""

import numpy as np

from avatars.footage.limits import FPS

FEWEST = 9.0  # of 8 a second lips are learnt worse (r .91 instead of .94); of 10 as of 25
COMFORTABLE = 18.0  # fewer, and the head is seen to move in jerks; cameras in the dark give 7.5 to 12
_REACH = 4  # frames before and after: two new pictures are among them from 6 a second on
_REPEATED = 0.2  # of what new pictures change nearby: less is a repeat, stored with the codec's small losses
_STANDS = 0.25  # grey levels: where nothing changes more, nothing can be counted
_OVER = 37  # frames before and after, over which is counted: 3 s


def pictures_a_second(moved: np.ndarray) -> np.ndarray:
    """(n,) float64, around each frame; NaN where the face is missing or stands still. `moved`: see Track."""
    seen = np.isfinite(moved)
    change = np.pad(np.where(seen, moved, 0.0), _REACH)
    near = np.lib.stride_tricks.sliding_window_view(change, 2 * _REACH + 1)
    usual = np.partition(near, -2, axis=1)[:, -2]  # the largest may be a blink's, or a cut's
    counted = seen & (usual >= _STANDS)
    new = counted & (np.where(seen, moved, 0.0) >= _REPEATED * usual)
    with np.errstate(invalid="ignore"):
        rate = FPS * _around(new) / _around(counted)
    return np.where(counted, rate, np.nan)


def usual_rate(moved: np.ndarray) -> float | None:
    """In the middle of all frames; None where nothing can be counted."""
    rate = pictures_a_second(moved)
    return float(np.nanmedian(rate)) if np.isfinite(rate).any() else None


def _around(mask: np.ndarray) -> np.ndarray:
    """(n,) how many are True within _OVER frames."""
    sums = np.concatenate([np.zeros(_OVER + 1), np.cumsum(mask), np.full(_OVER, mask.sum())])
    return np.asarray(sums[2 * _OVER + 1 :] - sums[: -2 * _OVER - 1])
