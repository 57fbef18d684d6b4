"""What a mouth looks like is learnt from shape and pose, and detail is what is left of the picture."""

import cv2
import numpy as np

from avatars.engine.appearance import KEYS, read_appearance
from avatars.engine.own_renderer import MIDDLE
from avatars.footage import detail as details
from avatars.footage.look_fit import fit_appearance
from avatars.footage.shots import Shots
from avatars.footage.tone import SOFT


def pictures(numbers: np.ndarray) -> np.ndarray:
    """(n, 12, 12, 3) that bend with the first two of the numbers (n, d); the others do nothing."""
    y, x = np.mgrid[:12, :12] / 12
    a, b = numbers[:, 0, None, None], numbers[:, 1, None, None]
    bent = 40 * np.sin(a * 2 + 3 * x) + 30 * b * y
    return np.repeat(bent[..., None], 3, 3).astype(np.float32)


def test_it_says_what_unseen_shapes_look_like() -> None:
    rng = np.random.default_rng(3)
    numbers = rng.normal(0, 1, (400, 6)).astype(np.float32)
    known, asked = numbers[:300], numbers[300:]
    look, _ = fit_appearance(known, pictures(known), np.ones((12, 12)))
    said = np.stack([look.picture(n[:4], n[4:]) for n in asked])
    error = np.sqrt(((said - pictures(asked)) ** 2).mean())
    straight = np.c_[known, np.ones(300)]
    fitted = np.linalg.lstsq(straight, pictures(known).reshape(300, -1), rcond=None)[0]
    by_lines = np.c_[asked, np.ones(100)] @ fitted
    assert error < 0.5 * np.sqrt(((by_lines - pictures(asked).reshape(100, -1)) ** 2).mean())


def test_far_from_all_that_was_seen_it_is_the_mean() -> None:
    numbers = np.random.default_rng(4).normal(0, 1, (200, 6)).astype(np.float32)
    look, _ = fit_appearance(numbers, pictures(numbers), np.ones((12, 12)))
    assert np.abs(look.picture(np.full(4, 60), np.full(2, 60)) - look.mean).max() < 1e-3


def test_a_bundle_made_before_keeps_its_kernel() -> None:
    numbers = np.random.default_rng(6).normal(0, 1, (200, 6)).astype(np.float32)
    look, _ = fit_appearance(numbers, pictures(numbers), np.ones((12, 12)))
    kept = {f"look_{key}": getattr(look, key) for key in KEYS}
    asked = numbers[:5] + 0.3
    assert np.allclose(read_appearance(kept, 6).components(asked), look.components(asked))
    kept.pop("look_rough")
    far = np.square((asked * look.scale)[:, None] - look.seen).sum(-1)
    gaussian = np.exp(-far / 2) @ look.weights
    assert np.allclose(read_appearance(kept, 6).components(asked), gaussian, rtol=1e-3, atol=1e-2)


def test_detail_and_the_softened_picture_are_the_picture() -> None:
    rng = np.random.default_rng(5)
    light = np.clip(rng.normal(120, 12, (2, 60, 80)), 0, 255).astype(np.uint8)
    affine = np.tile(np.array([[1, 0, 0], [0, 1, 0]], np.float32), (2, 1, 1))
    colour = np.full((2, 30, 40, 2), 120, np.uint8)
    shots = Shots({}, {}, np.empty(0), light, colour, affine)
    fine, plain = details.detail(shots)
    assert (plain == MIDDLE).all()
    for picture, kept in zip(light, fine, strict=True):
        soft = cv2.GaussianBlur(picture, (0, 0), SOFT).astype(float)
        again = soft + (kept.astype(float) - MIDDLE) / details.GAIN
        assert np.abs(again - picture).max() <= 2
