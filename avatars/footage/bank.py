"""Which frames of the footage become mouth units: runs of consecutive frames that cover what the mouth can do."""

import numpy as np

RUN = 8
_SEEN_BY = 1200  # frames that the cover is judged by, at most


def choose_units(points: np.ndarray, good: np.ndarray, limit: int) -> np.ndarray:
    """points: (n, m, 2) crop pixels; good: (n,) bool, frames that may be used -> sorted frame numbers, at most `limit`.

    Runs of RUN frames are taken greedily: each time the one that brings the frames nearest to what is there.
    """
    frames = np.flatnonzero(good)
    if len(frames) <= limit:
        return frames
    runs = _runs(frames)
    flat = points.reshape(len(points), -1).astype(np.float32)
    judges = flat[frames[:: max(1, len(frames) // _SEEN_BY)]]
    distances = np.stack([_nearest(flat[run], judges) for run in runs])
    best = np.full(len(judges), 4 * float(np.median(distances)), np.float32)
    taken: list[np.ndarray] = []
    count = 0
    while count + RUN <= limit and len(runs) > len(taken):
        gain = np.maximum(best - distances, 0).sum(1)
        at = int(gain.argmax())
        if gain[at] <= 0:
            break
        taken.append(runs[at])
        count += len(runs[at])
        best = np.minimum(best, distances[at])
        distances[at] = np.inf
    return np.sort(np.concatenate(taken))


def _runs(frames: np.ndarray) -> list[np.ndarray]:
    breaks = np.flatnonzero(np.diff(frames) != 1) + 1
    return [stretch[i : i + RUN] for stretch in np.split(frames, breaks) for i in range(0, len(stretch), RUN)]


def _nearest(run: np.ndarray, judges: np.ndarray) -> np.ndarray:
    d2 = (judges**2).sum(1)[:, None] + (run**2).sum(1)[None] - 2 * judges @ run.T
    return np.sqrt(np.maximum(d2.min(1), 0) / judges.shape[1])
