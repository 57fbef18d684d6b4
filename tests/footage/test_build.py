"""A bundle built from a drawn face whose points are known: valid, seamless, and close to what was filmed."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from avatars.engine import VISEMES, Bundle, BundleError, Performer, lip_gap
from avatars.engine.colour import planes
from avatars.footage.build import build_bundle
from avatars.footage.errors import FootageError
from avatars.footage.loop_pictures import at_rest
from avatars.footage.quality import Quality, measure_picture, render_with_shapes
from avatars.footage.track import Track
from tests.engine.speech import ramp, sounds

from .drawn_face import FRAMES, SIZE, openings, work_folder

MANIFEST = {
    "code": "own", "name": "Own", "kind": "own", "synthetic": True, "licence": "CC0-1.0", "default_language": "en",
    "greeting": {"en": "Hello."}, "voice": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_folder(tmp_path_factory.mktemp("work") / "own")


@pytest.fixture(scope="module")
def told() -> list[float]:
    return []


@pytest.fixture(scope="module")
def built(work: Path, told: list[float], tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, Quality]:
    out = tmp_path_factory.mktemp("built") / "own"
    card = build_bundle(work, out, MANIFEST, told.append)
    return Bundle.load(out, tmp_path_factory.mktemp("cache")), card


@pytest.fixture(scope="module")
def held_out(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Built without the frames of its speaking loop."""
    train, base = np.ones(FRAMES, bool), slice(60, 110)
    train[base] = False
    out = tmp_path_factory.mktemp("held") / "own"
    build_bundle(work, out, MANIFEST, lambda share: None, train=train, base=base)
    return Bundle.load(out, tmp_path_factory.mktemp("cache"))


def test_it_is_a_whole_bundle(built: tuple[Bundle, Quality]) -> None:
    bundle, _ = built
    assert bundle.manifest["format"] == 3 and bundle.size == (SIZE, SIZE)
    assert set(bundle.visemes) == set(VISEMES)
    assert all(
        (bundle.path / bundle.manifest[part]).stat().st_size > 500 for part in ("thumbnail", "preview")
    )
    assert not bundle.mouth.light.flags.writeable  # mapped: sessions share it


def test_its_card_says_what_was_measured(built: tuple[Bundle, Quality], told: list[float]) -> None:
    bundle, card = built
    assert bundle.manifest["quality"] == json.loads(json.dumps(card.as_dict()))
    assert card.units > 200 and card.picture is not None and card.picture.psnr > 26
    assert told == sorted(told) and told[-1] == 1.0


def test_the_idle_loop_is_quiet_and_closes(built: tuple[Bundle, Quality]) -> None:
    idle = built[0].loops["idle"]
    light = np.stack([frame[:SIZE] for frame in idle.frames]).astype(float)
    steps = np.abs(np.diff(np.concatenate([light, light[:1]]), axis=0)).mean((1, 2))
    assert steps[-1] < 1.5 * np.percentile(steps, 95)
    gaps = lip_gap(built[0], idle.filmed.own)
    assert np.ptp(gaps) < 3 and not built[1].drawn_idle  # filmed at rest, and left as it was


def test_visemes_open_and_close(built: tuple[Bundle, Quality]) -> None:
    bundle, _ = built
    gap = {n: float(lip_gap(bundle, v.shape[None])[0]) for n, v in bundle.visemes.items()}
    everything = lip_gap(bundle, bundle.mouth.shapes)
    assert gap["AA"] > np.percentile(everything, 60) and gap["MBP"] < np.percentile(everything, 30)
    assert abs(gap["sil"] - gap["MBP"]) < 1.5


def test_true_shapes_give_the_filmed_mouth_back(held_out: Bundle) -> None:
    speak, source = held_out.loops["speak"], held_out.mouth.filmed.source
    assert len(speak) == 50 and not ((source > 60 - 15) & (source < 110 + 15)).any()
    frames = np.arange(len(speak))
    true = measure_picture(held_out.mouth, speak, frames)
    frozen = replace(speak, own=replace(speak.filmed, own=np.zeros_like(speak.filmed.own)))
    assert true.psnr > measure_picture(held_out.mouth, frozen, frames).psnr
    assert true.psnr > 26 and true.ssim > 0.85 and true.sharpness > 0.5


def test_drawn_lips_follow_the_shapes(held_out: Bundle) -> None:
    """Dark pixels between the lips, against how far the mouth was really open."""
    speak = held_out.loops["speak"]
    dark = [
        (planes(image)[0][60:, 50:110] < 70).sum() for image in render_with_shapes(held_out, speak.filmed.own)
    ]
    assert np.corrcoef(dark, openings()[60:110])[0, 1] > 0.9


def test_rest_covers_a_mouth_that_speaks(held_out: Bundle) -> None:
    speak = held_out.loops["speak"]
    rest = np.tile(held_out.visemes["sil"].shape, (len(speak), 1))
    dark = [(planes(image)[0][60:, 50:110] < 70).sum() for image in render_with_shapes(held_out, rest)]
    filmed = [(planes(np.asarray(image))[0][60:, 50:110] < 70).sum() for image in speak.frames]
    assert np.std(dark) < 0.35 * np.std(filmed)


def test_lips_at_rest_stay_shut_whatever_the_head_does(held_out: Bundle) -> None:
    mouth, speak, rest = held_out.mouth, held_out.loops["speak"], held_out.visemes["sil"].shape

    def gaps(shapes: np.ndarray) -> np.ndarray:
        y = (mouth.points(shapes) + np.tensordot(speak.pose, mouth.filmed.pose_basis, 1))[..., 1]
        return (y[:, mouth.inner_bottom] - y[:, mouth.inner_top]).mean(1)

    resting, filmed = gaps(np.tile(rest, (len(speak), 1))), gaps(speak.filmed.own)
    assert resting.max() < np.percentile(filmed, 30)
    assert resting.std() < 0.05 * filmed.std()


def test_a_mouth_that_is_drawn_at_rest_stirs_a_little(held_out: Bundle) -> None:
    speak, rest = held_out.loops["speak"], held_out.visemes["sil"].shape
    quiet = at_rest(speak, held_out.mouth, rest)
    light = np.stack([frame[:SIZE] for frame in quiet.frames]).astype(float)
    steps = np.abs(np.diff(light, axis=0)).mean((1, 2))
    stirs, speaks = (lip_gap(held_out, loop.filmed.own).std() for loop in (quiet, speak))
    assert steps.min() > 0 and 0 < stirs < 0.3 * speaks


def test_it_speaks_and_comes_to_rest(built: tuple[Bundle, Quality]) -> None:
    performer = Performer(built[0])
    performer.say("a", ramp(1.2), sounds(("m", 0.1), ("a", 0.5), ("m", 0.1), ("a", 0.5)), last=True)
    slices = [performer.next_slice() for _ in range(150)]
    assert {s.base for s in slices} >= {"speak", "idle"}
    assert not any(s.plain for s in slices if s.base == "speak")  # its own mouth speaks: never seen
    assert slices[-1].plain and slices[-1].base == "idle"
    light = np.stack([planes(s.image)[0] for s in slices]).astype(float)
    assert np.abs(np.diff(light, axis=0)).mean((1, 2)).max() < 6


def no_affine(folder: Path) -> None:
    arrays = dict(np.load(folder / "mouth.npz"))
    arrays.pop("unit_affine")
    np.savez(folder / "mouth.npz", **arrays)


def no_look(folder: Path) -> None:
    arrays = dict(np.load(folder / "mouth.npz"))
    arrays.pop("look_basis")
    np.savez(folder / "mouth.npz", **arrays)


def other_look(folder: Path) -> None:
    arrays = dict(np.load(folder / "mouth.npz"))
    np.savez(folder / "mouth.npz", **{**arrays, "look_seen": arrays["look_seen"][:, :-1]})


def older(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 2}))


def short_place(folder: Path) -> None:
    arrays = dict(np.load(folder / "frames.npz"))
    np.savez(folder / "frames.npz", **{**arrays, "place_idle": arrays["place_idle"][:5]})


def cut_units(folder: Path) -> None:
    (folder / "mouth_light.npy").write_bytes((folder / "mouth_light.npy").read_bytes()[:2000])


def other_picture(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["mouth"]["picture"] = [64, 64]
    (folder / "manifest.json").write_text(json.dumps(manifest))


def odd_picture(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["mouth"]["picture"] = [63, 64]
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (no_affine, "lacks unit_affine"), (no_look, "lacks look_basis"), (other_look, "must agree"),
        (older, "activate the avatar again"), (short_place, "place_idle with"), (cut_units, "mouth_light.npy"),
        (other_picture, "must be"), (odd_picture, "must be even"),
    ],
)  # fmt: skip
def test_a_broken_bundle_of_footage_is_refused(
    held_out: Bundle, tmp_path: Path, damage: Callable[[Path], None], reason: str
) -> None:
    folder = Path(shutil.copytree(held_out.path, tmp_path / "broken"))
    damage(folder)
    with pytest.raises(BundleError, match=reason):
        Bundle.load(folder, tmp_path / "cache")


def test_a_frame_drawn_with_its_own_shape_stays_outside_the_crop(held_out: Bundle) -> None:
    speak = held_out.loops["speak"]
    image = next(iter(render_with_shapes(held_out, speak.filmed.own[:1])))
    changed = np.argwhere(np.abs(planes(image)[0].astype(int) - planes(np.asarray(speak.frames[0]))[0]) > 0)
    x, y = changed[:, 1], changed[:, 0]
    at = np.stack([x, y], 1) @ speak.filmed.place[0][:, :2].T + speak.filmed.place[0][:, 2]
    side = held_out.mouth.mask.shape[0]
    assert len(at) and at.min() > -2 and at.max() < side + 2


def test_footage_without_a_face_is_refused(work: Path, tmp_path: Path) -> None:
    track = Track.load(work / "faces.npz")
    (tmp_path / "clean").mkdir()
    (tmp_path / "clean" / "video.mp4").symlink_to(work / "clean" / "video.mp4")
    replace(track, points=np.full_like(track.points, np.nan)).save(tmp_path / "faces.npz")
    with pytest.raises(FootageError):
        build_bundle(tmp_path, tmp_path / "out", MANIFEST, lambda share: None)
