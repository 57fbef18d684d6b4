"""Which units are chosen: near ones, calmly, and never teeth behind lips that meet."""

import numpy as np

from avatars.engine import Bundle
from avatars.engine.mouth import UnitChooser

from .drawn import SHAPES, f32


def names(bundle: Bundle, shapes: np.ndarray) -> list[set[str]]:
    frames = UnitChooser(bundle.mouth).plan(shapes.astype(np.float32))
    return [{bundle.mouth.unit_names[u] for u, _ in f.units} for f in frames]


def test_a_shape_of_the_bank_is_shown_by_its_own_unit(bundle: Bundle) -> None:
    for name, shape in SHAPES.items():
        (found,) = names(bundle, np.array([shape]))
        assert SHAPES[found.pop()] == shape, name


def test_weights_add_up(bundle: Bundle) -> None:
    shapes = np.random.default_rng(0).uniform(0, 1, (200, 2)).astype(np.float32)
    for frame in UnitChooser(bundle.mouth).plan(shapes):
        assert abs(sum(w for _, w in frame.units) - 1) < 1e-6
        assert frame.units[0][1] >= 0.5


def test_a_shape_between_two_units_does_not_flicker(bundle: Bundle) -> None:
    middle = (np.array(SHAPES["AA"]) + np.array(SHAPES["AE"])) / 2
    wobble = middle + 0.02 * np.array([[(-1) ** i, 0] for i in range(40)])
    assert len(set.union(*names(bundle, wobble))) == 1


def test_lips_that_meet_show_no_teeth(bundle: Bundle) -> None:
    closed, open_ = np.array(SHAPES["MBP"]), np.array(SHAPES["AA"])
    for frame in names(bundle, np.stack([open_, open_, closed, open_, open_])):
        assert len(frame & {"MBP", "sil", "FV"}) in (0, len(frame))


def test_a_plan_goes_on_from_the_unit_before(bundle: Bundle) -> None:
    chooser, before = UnitChooser(bundle.mouth), bundle.mouth.unit_names.index("AE")
    middle = f32([[0.91, 0.0]])
    assert chooser.plan(middle, before)[0].units[0][0] == before


def test_no_shapes_no_frames(bundle: Bundle) -> None:
    assert UnitChooser(bundle.mouth).plan(np.zeros((0, 2), np.float32)) == []
