"""Backgrounds: drawn alike each time, calm, in no presenter's way."""

import cv2
import numpy as np
import pytest

from avatars.samples.studio.backdrop import KINDS, backdrop

SIZE = 128


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_the_same_again_calm_and_neither_dark_nor_burnt(kind: str) -> None:
    image = backdrop(kind, SIZE)
    assert np.array_equal(image, backdrop(kind, SIZE))
    detail = image - cv2.GaussianBlur(image, (0, 0), 1)
    assert np.abs(detail).mean() < 2.5
    assert 70 < image.mean() < 215
    assert image.min() >= 0
    assert image.max() <= 255


@pytest.mark.parametrize("kind", KINDS)
def test_the_product_has_what_is_drawn_here(kind: str) -> None:
    """After a change: python -m avatars.samples.studio.backdrop."""
    shipped = cv2.imread(f"static/backgrounds/{kind}.webp")
    assert shipped is not None
    assert np.abs(shipped - backdrop(kind, len(shipped))).mean() < 2


def test_no_two_are_alike() -> None:
    images = [backdrop(kind, SIZE) for kind in KINDS]
    apart = [np.abs(a - b).mean() for i, a in enumerate(images) for b in images[:i]]
    assert min(apart) > 8
