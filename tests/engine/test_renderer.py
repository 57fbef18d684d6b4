"""What is drawn: the mouth asked for, in its place, and nothing else."""

import cv2
import numpy as np
import pytest

from avatars.engine import Bundle
from avatars.engine.colour import bgr_to_i420, bgr_to_yuv, i420_to_bgr, planes
from avatars.engine.mouth import MouthFrame, MouthWarp, UnitChooser
from avatars.engine.renderer import Base, Renderer

from .drawn import BOX, CROP_AT, MIDDLE, SHAPES, lips, poses


def base(bundle: Bundle, loop: str = "speak", index: int = 7) -> Base:
    return Base(bundle.loops[loop].frames[index], bundle.loops[loop].warp[index], None)


def frame(bundle: Bundle, shape: tuple[float, float]) -> MouthFrame:
    return UnitChooser(bundle.mouth).plan(np.array([shape], np.float32))[0]


def darkness(image: np.ndarray, loop: str, index: int) -> int:
    """Dark pixels on the line down through the middle of the mouth: how far the lips are apart."""
    x, y = (CROP_AT + MIDDLE + poses(loop, len(poses(loop, 60)))[index, :2]).round().astype(int)
    column = cv2.cvtColor(i420_to_bgr(image), cv2.COLOR_BGR2GRAY)[y - 14 : y + 14, x]
    return int((column < 90).sum())


def test_pixels_outside_the_box_are_untouched(bundle: Bundle) -> None:
    here = base(bundle)
    image = Renderer(bundle).render(here, frame(bundle, SHAPES["AA"]))
    x0, y0, x1, y1 = BOX
    for scale, drawn, given in zip((1, 2, 2), planes(image), planes(np.array(here.image)), strict=True):
        outside = np.ones(given.shape, bool)
        outside[y0 // scale : y1 // scale, x0 // scale : x1 // scale] = False
        assert np.array_equal(drawn[outside], given[outside])
    assert not np.array_equal(image, here.image)


def test_the_base_itself_is_never_written_to(bundle: Bundle) -> None:
    here = base(bundle)
    before = np.array(here.image)
    Renderer(bundle).render(here, frame(bundle, SHAPES["OH"]))
    assert np.array_equal(before, here.image)


def test_a_unit_warped_to_its_own_points_stays_as_it_is(bundle: Bundle) -> None:
    at = bundle.loops["idle"].warp[0]
    for unit in range(len(bundle.mouth.light)):
        (where,) = MouthWarp(bundle.mouth).maps(at, bundle.mouth.shapes[unit], ((unit, 1.0),))
        assert np.allclose(where, at, atol=1e-4)


def test_a_warp_brings_the_points_of_one_shape_onto_another(bundle: Bundle) -> None:
    mouth, target = bundle.mouth, np.array([0.9, 0.0], np.float32)
    unit = mouth.unit_names.index("AA")
    at = mouth.points(target)[:6][None]
    (where,) = MouthWarp(mouth).maps(at, target, ((unit, 1.0),))
    assert np.abs(where[0] - mouth.points(mouth.shapes[unit])[:6]).max() < 0.5


def test_rest_looks_like_the_base(bundle: Bundle) -> None:
    for index in (0, 13, 40):
        here = base(bundle, index=index)
        image = Renderer(bundle).render(here, frame(bundle, SHAPES["sil"]))
        assert np.abs(image.astype(int) - here.image).mean() < 1.5


@pytest.mark.parametrize("index", [0, 15, 45])
def test_lips_open_as_far_as_asked_wherever_the_head_is(bundle: Bundle, index: int) -> None:
    renderer, here = Renderer(bundle), base(bundle, index=index)
    gaps = [
        darkness(renderer.render(here, frame(bundle, (jaw, 0.0))), "speak", index)
        for jaw in (0, 0.3, 0.6, 1.0)
    ]
    assert gaps[0] <= 1
    assert gaps == sorted(gaps) and gaps[3] > 2 * gaps[1]
    assert abs(gaps[3] - 2 * lips(np.array([1.0, 0.0]))[1]) <= 6  # teeth are not dark


def test_no_opacity_is_the_base(bundle: Bundle) -> None:
    here = base(bundle)
    image = Renderer(bundle).render(here, frame(bundle, SHAPES["AA"]), opacity=0.0)
    assert np.abs(image.astype(int) - here.image).max() <= 1


def test_gain_matches_the_colours(bundle: Bundle) -> None:
    here, dark = base(bundle), np.array([[0.5, 0], [1, 0], [1, 0]], np.float32)
    plain = Renderer(bundle).render(here, frame(bundle, SHAPES["sil"]))
    dimmed = Renderer(bundle).render(Base(here.image, here.warp, dark), frame(bundle, SHAPES["sil"]))
    x, y = (CROP_AT + MIDDLE + np.array([0, 16])).astype(int)
    assert dimmed[y, x] == pytest.approx(plain[y, x] / 2, abs=3)


def test_units_of_a_dissolve_add_up(bundle: Bundle) -> None:
    here, shape = base(bundle), np.array(SHAPES["AA"], np.float32)
    one, other = bundle.mouth.unit_names.index("AA"), bundle.mouth.unit_names.index("AE")
    renderer = Renderer(bundle)
    a, b, mixed = (
        renderer.render(here, MouthFrame(shape, units)).astype(float)
        for units in (((one, 1.0),), ((other, 1.0),), ((one, 0.65), (other, 0.35)))
    )
    assert np.abs(mixed - (0.65 * a + 0.35 * b)).max() <= 3


def test_yuv_of_units_and_of_frames_is_the_same(bundle: Bundle) -> None:
    colours = np.random.default_rng(0).integers(0, 256, (40, 3), np.uint8)
    flat = np.repeat(np.repeat(colours[:, None], 2, 0), 2, 1)
    y, u, v = planes(bgr_to_i420(np.ascontiguousarray(flat)))
    yuv = bgr_to_yuv(flat)[::2, ::2]
    assert np.abs(yuv[..., 0].astype(int) - y[::2, ::2]).max() <= 1
    assert np.abs(yuv[..., 1].astype(int) - u).max() <= 1 and np.abs(yuv[..., 2].astype(int) - v).max() <= 1
