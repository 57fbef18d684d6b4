"""The bundles that ship: they open, they are complete, they are honest about what they are."""

from pathlib import Path

import cv2
import numpy as np
import pytest

import avatars.samples
from avatars.engine import VISEMES, Bundle, lip_gap
from avatars.speech import languages

BUNDLES = Path(avatars.samples.__file__).parent / "bundles"
CODES = sorted(file.parent.name for file in BUNDLES.glob("*/manifest.json"))
LARGEST, LARGEST_TOGETHER = 12 * 2**20, 100 * 2**20


@pytest.fixture(scope="module", params=CODES)
def bundle(request: pytest.FixtureRequest, decoded: Path) -> Bundle:
    return Bundle.load(BUNDLES / request.param, decoded)


def test_is_small_and_labelled_synthetic(bundle: Bundle) -> None:
    assert sum(file.stat().st_size for file in bundle.path.iterdir()) <= LARGEST
    assert bundle.manifest["synthetic"] is True
    assert "No real person" in (bundle.path / bundle.manifest["licence_file"]).read_text()


def test_all_together_stay_small() -> None:
    assert sum(file.stat().st_size for file in BUNDLES.rglob("*") if file.is_file()) <= LARGEST_TOGETHER


def test_greets_in_every_language(bundle: Bundle) -> None:
    assert {language.code for language in languages()} <= set(bundle.manifest["greeting"])


def test_mouth_opens_for_vowels_and_closes_for_lips(bundle: Bundle) -> None:
    gap = {v: float(lip_gap(bundle, bundle.visemes[v].shape[None])[0]) for v in VISEMES}
    assert gap["AA"] > 10 > gap["IY"] > gap["sil"]
    assert gap["MBP"] <= gap["sil"] + .5
    assert len(bundle.mouth.unit_names) >= 36


def test_unit_at_rest_is_the_frame_itself(bundle: Bundle) -> None:
    """A resting mouth pasted into the first frame must not show."""
    x0, y0, x1, y1 = bundle.box
    first = bundle.loops["idle"]
    luma = first.frames[0][y0:y1, x0:x1].astype(float)
    grid = cv2.resize(first.warp[0], (x1 - x0, y1 - y0))
    rest = bundle.mouth.light[bundle.mouth.unit_names.index("sil")].astype(np.float32)
    shown = cv2.remap(rest, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR)
    mask = cv2.remap(bundle.mouth.mask, grid[..., 0], grid[..., 1], cv2.INTER_LINEAR)
    assert np.abs(shown - luma)[mask > .9].mean() < 2.5


def test_mask_ends_inside_the_crop(bundle: Bundle) -> None:
    mask = bundle.mouth.mask
    edge = np.r_[mask[0], mask[-1], mask[:, 0], mask[:, -1]]
    assert edge.max() < .02
    assert mask.max() > .98


@pytest.mark.parametrize("name", ["thumbnail.webp", "preview.mp4"])
def test_has_something_to_show_in_a_list(bundle: Bundle, name: str) -> None:
    video = cv2.VideoCapture(str(bundle.path / name)) if name.endswith("mp4") else None
    image = video.read()[1] if video else cv2.imread(str(bundle.path / name))
    assert image is not None
    assert image.shape[:2] == (384, 384)
