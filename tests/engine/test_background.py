"""Any background goes behind a presenter who has an alpha, and it leaves no trace of another."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from avatars.engine import Background, Bundle, BundleError, Grade, Performer
from avatars.engine.colour import bgr_to_i420, bgr_to_yuv, i420_to_bgr, planes
from avatars.engine.renderer import Base, Renderer

from .drawn import LENGTHS, SHAPES, SIZE, draw_bundle, draw_cut_out, draw_over, loop_source, poses
from .test_bundle import edit_json
from .test_renderer import frame

HEAD = (54, 30)  # a place on the forehead, whatever the pose
COLOURS = {"red": (40, 40, 200), "white": (250, 250, 250), "black": (5, 5, 5)}


@pytest.fixture(scope="module")
def cut_out(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("bundles") / "cut_out"
    return Bundle.load(draw_bundle(folder, draw_cut_out), folder.parent / "cache")


def wall(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((40, 40, 3), colour, np.uint8)


def test_alpha_is_read_as_it_was_written(cut_out: Bundle) -> None:
    assert cut_out.has_alpha
    for name, loop in cut_out.loops.items():
        assert loop.alpha is not None and len(loop.alpha) == LENGTHS[name]
        drawn = list(loop_source(name, draw_cut_out).frames)[7][..., 3]
        seen = loop.alpha[7]
        assert np.abs(seen.astype(int) - drawn).mean() < 1.5
        assert set(np.unique(seen[:4])) == {0} and seen[HEAD[1], HEAD[0]] == 255


@pytest.mark.parametrize("colour", COLOURS)
def test_the_background_is_where_the_presenter_is_not(cut_out: Bundle, colour: str) -> None:
    performer = Performer(cut_out, 1, Background(wall(COLOURS[colour]), cut_out.size))
    shown = i420_to_bgr(performer.next_slice().image)
    plain = i420_to_bgr(Performer(cut_out, 1).next_slice().image)
    assert np.abs(shown[4, 4].astype(int) - COLOURS[colour]).max() <= 4
    assert np.abs(shown[HEAD[1], HEAD[0]].astype(int) - plain[HEAD[1], HEAD[0]]).max() <= 2


@pytest.mark.parametrize("colour", COLOURS)
def test_edges_are_as_if_drawn_before_it(cut_out: Bundle, colour: str) -> None:
    loop, index = cut_out.loops["speak"], 9
    assert loop.alpha is not None
    shown = Background(wall(COLOURS[colour]), cut_out.size).behind(loop.frames[index], loop.alpha[index])
    room = np.full((SIZE, SIZE, 3), COLOURS[colour], np.uint8)
    meant = bgr_to_i420(draw_over(room, poses("speak", LENGTHS["speak"])[index], 0.0)[0])[:SIZE]
    edge = (loop.alpha[index] > 0) & (loop.alpha[index] < 255)
    assert edge.sum() > 50
    assert np.abs(shown[:SIZE].astype(int) - meant)[edge].mean() < 10


def test_a_mouth_and_a_dissolve_keep_it(cut_out: Bundle) -> None:
    performer = Performer(cut_out, 2, Background(wall(COLOURS["red"]), cut_out.size))
    performer.say("a", np.zeros(48_000 * 4, np.float32), [], last=True)
    slices = [performer.next_slice() for _ in range(110)]
    assert any(not s.plain and s.base == "speak" for s in slices)
    corners = np.stack([i420_to_bgr(s.image)[:3, :3] for s in slices]).astype(int)
    assert np.abs(corners - COLOURS["red"]).max() <= 4


def test_light_changes_the_presenter_and_not_the_background(cut_out: Bundle) -> None:
    loop = cut_out.loops["idle"]
    assert loop.alpha is not None
    dim = Grade((0.5, 1.0, 1.0), (0.0, -6.0, 6.0))
    plain, graded = (
        Background(wall(COLOURS["white"]), cut_out.size, grade).behind(loop.frames[0], loop.alpha[0])
        for grade in (None, dim)
    )
    assert abs(int(plain[2, 2]) - graded[2, 2]) <= 1
    x, y = HEAD
    assert graded[y, x] - 16 == pytest.approx((plain[y, x] - 16) / 2, abs=2)
    bluer = np.subtract(i420_to_bgr(graded)[y, x], i420_to_bgr(plain)[y, x], dtype=int)
    assert bluer[0] < bluer[2]


def test_a_slice_that_is_not_drawn_costs_no_background(cut_out: Bundle) -> None:
    performer = Performer(cut_out, 1, Background(wall(COLOURS["red"]), cut_out.size))
    assert performer.next_slice(draw=False).image[2, 2] == pytest.approx(126, abs=2)


def test_a_bundle_without_alpha_is_shown_as_it_is(bundle: Bundle) -> None:
    assert not bundle.has_alpha
    with_one = Performer(bundle, 1, Background(wall(COLOURS["red"]), bundle.size)).next_slice()
    assert np.array_equal(with_one.image, Performer(bundle, 1).next_slice().image)


def test_the_cache_of_alpha_is_made_once_and_mended(cut_out: Bundle, tmp_path: Path) -> None:
    Bundle.load(cut_out.path, tmp_path)
    (file,) = tmp_path.glob("*-idle.alpha-*.alpha")
    whole, made_at = file.read_bytes(), file.stat().st_mtime_ns
    Bundle.load(cut_out.path, tmp_path)
    assert file.stat().st_mtime_ns == made_at
    file.write_bytes(whole[:-3])
    Bundle.load(cut_out.path, tmp_path)
    assert file.read_bytes() == whole


def test_a_cache_that_is_not_whole_is_refused(
    cut_out: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avatars.engine.alpha.keep", lambda cached, write: cached.write_bytes(b""))
    with pytest.raises(BundleError, match="could not be kept whole"):
        Bundle.load(cut_out.path, tmp_path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d["loops"]["idle"].pop("alpha"), "all loops have an alpha"),
        (lambda d: d["loops"]["idle"].update(alpha="../x"), "alpha must name a file"),
        (lambda d: d["loops"]["idle"].update(alpha="listen.alpha.mp4"), "does not hold the 50 frames"),
    ],
)
def test_a_broken_alpha_is_refused(tmp_path: Path, change: object, reason: str) -> None:
    folder = draw_bundle(tmp_path / "bundle", draw_cut_out)
    edit_json("manifest.json", change)(folder)  # type: ignore[arg-type]
    with pytest.raises(BundleError, match=reason):
        Bundle.load(folder, tmp_path / "cache")


def test_a_smaller_bundle_shows_the_same(cut_out: Bundle, tmp_path: Path) -> None:
    small = Bundle.load(cut_out.path, tmp_path, 96)
    assert small.size == (96, 96) and all(v % 2 == 0 for v in small.box)
    shown = {}
    for bundle in (cut_out, small):
        loop = bundle.loops["speak"]
        assert loop.alpha is not None
        base = Base(loop.frames[12], loop.warp[12], None)
        image = Renderer(bundle).render(base, frame(bundle, SHAPES["OH"]))
        shown[bundle.size[0]] = Background(wall(COLOURS["white"]), bundle.size).behind(image, loop.alpha[12])
    meant = cv2.resize(shown[SIZE][:SIZE], (96, 96), interpolation=cv2.INTER_AREA)
    assert np.abs(shown[96][:96].astype(int) - meant).mean() < 1.5


def test_a_smaller_bundles_warp_is_exact(cut_out: Bundle, tmp_path: Path) -> None:
    small = Bundle.load(cut_out.path, tmp_path, 90)
    x0, x1 = small.box[::2]
    gw = small.loops["speak"].warp.shape[2]
    x = (x0 + (np.arange(gw) + 0.5) * (x1 - x0) / gw) * SIZE / 90 - 0.5  # in the picture as it was drawn
    stored = x - 32 - poses("speak", LENGTHS["speak"])[9, 0]
    crop = small.mouth.mask.shape[1] / 64
    assert np.allclose(small.loops["speak"].warp[9, 3, :, 0], (stored + 0.5) * crop - 0.5, atol=0.02)
    assert small.mouth.points_mean.max() < small.mouth.mask.shape[1]


def test_no_bundle_is_made_larger(cut_out: Bundle, tmp_path: Path) -> None:
    assert Bundle.load(cut_out.path, tmp_path, 720).size == (SIZE, SIZE)


def test_a_colour_sample_is_the_mean_of_its_four_pixels() -> None:
    stripes = np.zeros((8, 8, 3), np.uint8)
    stripes[:, ::2] = (255, 0, 0)
    stripes[:, 1::2] = (0, 0, 255)
    both = bgr_to_yuv(stripes).astype(float).mean((0, 1))
    _, u, v = planes(bgr_to_i420(stripes))
    assert np.abs(u - both[1]).max() <= 1
    assert np.abs(v - both[2]).max() <= 1
