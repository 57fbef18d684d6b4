"""Drawings and stills are told from people, whatever their style, and our own film is none."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from avatars.footage.errors import Reason
from avatars.footage.verdict import drawn, life_reasons
from tests.footage.clips import pictures, track_of_pictures
from tests.footage.drawings import STYLES, painted, stylised

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "tests" / "fixtures" / "film" / "clip.mp4"
DRAWN = [Reason("footage.drawn")]
COUNT = 32


def as_sent(image: np.ndarray, quality: int = 70) -> np.ndarray:
    """With the traces of a codec."""
    _, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    seen = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
    assert seen is not None
    return seen


@pytest.mark.parametrize("style", STYLES)
def test_a_drawing_that_speaks_is_one(style: str) -> None:
    track = track_of_pictures([as_sent(STYLES[style](3 * i)) for i in range(COUNT)])
    assert track.face.mean() > 0.9
    assert drawn(track, doubted=False) == DRAWN


def test_a_filter_makes_a_drawing_of_anybody() -> None:
    track = track_of_pictures([as_sent(stylised(image)) for image in pictures(CLIP, COUNT)])
    assert drawn(track, doubted=False) == DRAWN


def test_a_painting_is_one_where_there_are_other_doubts() -> None:
    track = track_of_pictures([as_sent(painted(3 * i)) for i in range(COUNT)])
    assert drawn(track, doubted=True) == DRAWN


@pytest.mark.parametrize("quality", [95, 30])
def test_our_own_film_is_none(quality: int) -> None:
    track = track_of_pictures([as_sent(image, quality) for image in pictures(CLIP, COUNT)])
    assert drawn(track, doubted=False) == []


@pytest.mark.parametrize("person", ["ana", "marcus"])
def test_a_still_that_is_moved_and_grainy_stays_a_still(person: str) -> None:
    """A presenter's portrait, panned and zoomed, with a camera's noise."""
    portrait = cv2.imread(str(next((ROOT / "avatars/samples/bundles" / person).glob("thumbnail.*"))))
    assert portrait is not None
    rng = np.random.default_rng(1)
    shown = []
    for i in range(60):
        pan = np.array([[1 + i / 600, 0, -i / 6], [0, 1 + i / 600, -i / 8]])
        moved = cv2.warpAffine(portrait, pan, portrait.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
        shown.append(np.clip(moved + rng.normal(0, 3, moved.shape), 0, 255).astype(np.uint8))
    found = life_reasons(track_of_pictures(shown), np.ones(60, bool))
    assert found == [Reason("footage.still_picture")]
