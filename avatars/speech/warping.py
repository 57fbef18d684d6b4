"""Dynamic time warping of two feature sequences inside a band, vectorised along anti-diagonals (Sakoe & Chiba 1978)."""

import numpy as np

_FAR = np.float32(1e9)


def warping_path(left: np.ndarray, right: np.ndarray, band: int, step_cost: float) -> np.ndarray:
    """Cheapest monotone path from both beginnings to both ends.

    `left`: (n, d), `right`: (m, d) float32. `band`: how far from the straight line, in frames of `right`.
    `step_cost`: added to a step in only one of the two. Returns (p, 2) int: pairs (i, j).
    """
    n, m = len(left), len(right)
    moves = np.zeros((n + m - 1, n), np.int8)
    norms = (left**2).sum(axis=1), (right**2).sum(axis=1)
    before = np.full(n + 1, _FAR, np.float32)  # index i + 1, so that i - 1 exists
    before_that = before.copy()
    for diagonal in range(n + m - 1):
        low, high = _range(diagonal, n, m, band)
        now = np.full(n + 1, _FAR, np.float32)
        if low <= high:
            rows = np.arange(low, high + 1)
            columns = diagonal - rows
            dots = np.einsum("ij,ij->i", left[rows], right[columns])
            cost = np.sqrt(np.maximum(norms[0][rows] + norms[1][columns] - 2 * dots, 0))
            both, down, across = before_that[rows], before[rows] + step_cost, before[rows + 1] + step_cost
            choice = np.stack([both, down, across])
            if diagonal == 0:
                choice[0] = 0
            best = choice.argmin(axis=0)
            moves[diagonal, rows] = best
            now[rows + 1] = np.take_along_axis(choice, best[None], 0)[0] + cost * np.where(
                best == 0, 1.0, 0.6
            )
        before_that, before = before, now
    return _traced(moves, n, m)


def _range(diagonal: int, n: int, m: int, band: int) -> tuple[int, int]:
    """The rows i of this diagonal (i + j) that lie within `band` columns of the line from (0, 0) to (n, m)."""
    slope = m / n
    low = int(np.ceil((diagonal - band) / (1 + slope)))
    high = int(np.floor((diagonal + band) / (1 + slope)))
    return max(0, diagonal - m + 1, low), min(n - 1, diagonal, high)


def _traced(moves: np.ndarray, n: int, m: int) -> np.ndarray:
    i, j = n - 1, m - 1
    path = [(i, j)]
    while i > 0 or j > 0:
        move = moves[i + j, i] if i and j else (1 if i else 2)
        i, j = (i - 1, j - 1) if move == 0 else (i - 1, j) if move == 1 else (i, j - 1)
        path.append((i, j))
    return np.array(path[::-1])
