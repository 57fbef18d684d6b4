"""What a mouth was asked to show, frame by frame."""

import numpy as np

from avatars.engine import Bundle
from avatars.engine.mouth import lip_gap
from avatars.engine.truth import truth_rows


def test_lips_that_press_meet_and_no_less_is_shown(bundle: Bundle) -> None:
    opening = bundle.visemes["AA"].shape - bundle.visemes["sil"].shape
    shapes = bundle.visemes["sil"].shape + np.linspace(-1, 1, 9, dtype=np.float32)[:, None] * opening
    gaps = lip_gap(bundle.mouth, shapes)
    asked = np.array([row["lip_gap_px"] for row in truth_rows(bundle, shapes, [])])
    assert gaps.min() < -1 and asked.min() == 0
    np.testing.assert_allclose(asked[gaps > 0], gaps[gaps > 0], atol=1e-3)
