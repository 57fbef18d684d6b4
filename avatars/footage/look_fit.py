"""Learns `engine.appearance` from footage; kernel's width and ridge by cross-validation on the person's own frames."""

from itertools import product

import numpy as np

from avatars.engine.appearance import Appearance, kernel

COMPONENTS = 40
WIDTHS, RIDGES = (5.0, 8.0, 12.0, 20.0), (0.01, 0.03, 0.1, 0.3)
_PARTS = 5  # consecutive parts of the footage, each predicted from the others
_RELEVANCE_RIDGE = 0.1


def fit_appearance(
    numbers: np.ndarray, pictures: np.ndarray, cells: np.ndarray
) -> tuple[Appearance, np.ndarray]:
    """numbers: (n, d) shapes and poses in the footage's order; pictures: (n, q, q, 3) without their light; cells:
    (q, q) how much each cell counts. Also returns the (n, c) components of the pictures themselves."""
    mean = pictures.mean(0)
    weight = np.sqrt(np.repeat(cells.astype(np.float32).ravel(), 3))
    basis, found = _components((pictures - mean).reshape(len(pictures), -1), weight)
    relevance = _relevance(numbers, found)
    scaled = numbers * relevance
    width, ridge = min(product(WIDTHS, RIDGES), key=lambda pair: _error(scaled / pair[0], found, pair[1]))
    seen = scaled / width
    weights = _solved(seen, found, ridge)
    parts = (relevance / width, seen, weights, mean, basis.reshape(-1, *mean.shape), (weight**2).sum(), 1, found)
    *learnt, found = (np.asarray(part, np.float32) for part in parts)
    return Appearance(*learnt), found


def _components(rows: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """rows: (n, d) -> basis (c, d) and components (n, c), by the frames' own products: fewer than pixels."""
    seen = rows * weight
    _, axes = np.linalg.eigh(seen @ seen.T)
    axes = axes[:, ::-1][:, :COMPONENTS]
    size = np.linalg.norm(axes.T @ seen, axis=1)
    return (axes / size).T @ rows, axes * size


def _relevance(numbers: np.ndarray, found: np.ndarray) -> np.ndarray:
    """(d,) the root of how far each number, from end to end of what it does, moves the picture in a straight model.

    Poses of a head that hardly moves are noise, or the mouth's own doing: they count by the pixel.
    """
    spread = np.maximum(numbers.std(0), 1.0)
    x = (numbers - numbers.mean(0)) / spread
    power = x.T @ x + _RELEVANCE_RIDGE * len(x) * np.eye(x.shape[1])
    moved = np.sqrt(np.linalg.norm(np.linalg.solve(power, x.T @ (found - found.mean(0))), axis=1))
    return np.asarray(moved / np.sqrt((moved**2).mean()) / spread)


def _solved(seen: np.ndarray, found: np.ndarray, ridge: float) -> np.ndarray:
    """The components' mean is zero as the pictures' mean was taken away."""
    return np.linalg.solve(kernel(seen, seen, rough=True) + ridge * np.eye(len(seen)), found)


def _error(seen: np.ndarray, found: np.ndarray, ridge: float) -> float:
    power, parts = kernel(seen, seen, rough=True), np.array_split(np.arange(len(seen)), _PARTS)
    total = 0.0
    for held in parts:
        rest = np.setdiff1d(np.arange(len(seen)), held)
        inner = power[np.ix_(rest, rest)] + ridge * np.eye(len(rest))
        total += ((power[np.ix_(held, rest)] @ np.linalg.solve(inner, found[rest]) - found[held]) ** 2).sum()
    return float(total)
