"""From layers to a bundle that the product opens, and to a sheet that somebody looks at."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from avatars.engine import Bundle, lip_gap
from avatars.samples.studio import motion
from avatars.samples.studio.assemble import assemble
from avatars.samples.studio.flow import Pose
from avatars.samples.studio.people import Person
from avatars.samples.studio.picture import STRANDS, Layers, Turned, moved
from avatars.samples.studio.sheet import ROW, sheet

from . import layers

PERSON = Person.read("amara")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studio") / PERSON.code
    layers.write(folder)
    return folder


@pytest.fixture(scope="module")
def bundle(folder: Path) -> Bundle:
    return Bundle.load(assemble(PERSON, folder, folder.parent / "bundle", layers.SIZE), folder.parent / "cache")


def test_the_product_opens_it(bundle: Bundle) -> None:
    assert bundle.manifest["name"] == PERSON.name
    assert {name: len(loop) / motion.FPS for name, loop in bundle.loops.items()} == {
        name: temper.seconds for name, temper in motion.TEMPERS.items()}
    assert lip_gap(bundle, bundle.visemes["AA"].shape[None])[0] > lip_gap(bundle, bundle.visemes["MBP"].shape[None])[0]


def test_eyes_close_in_its_frames_when_it_says_so(bundle: Bundle) -> None:
    loop = bundle.loops["idle"]
    eyes = [frame[44:60, 40:90].mean() for frame in loop.frames]
    assert np.corrcoef(eyes, loop.blink)[0, 1] < -.6


def test_a_turned_head_shows_its_own_picture(folder: Path) -> None:
    whole = Layers.read(folder, layers.SIZE)
    pose = Pose(yaw=float(np.radians(motion.TURNS[1])))
    posed = whole.frame(motion.Moment(pose, 0, "camera"))[0]
    warped = moved(whole.face(0, "camera"), whole.flow.source(pose))
    brighter = posed[..., :3].astype(float).mean(-1) - warped[..., :3].mean(-1)
    forehead, lips = np.s_[24:34, 58:70], np.s_[88:93, 58:70]
    assert np.abs(brighter[forehead] - layers.LIT).mean() < 3
    assert np.abs(brighter[lips]).mean() < 3  # mouths are rendered for the neutral pose alone


def test_what_is_drawn_finely_is_hair_but_an_outline_is_not(folder: Path) -> None:
    whole = Layers.read(folder, layers.SIZE)
    picture = whole.face(0, "camera").copy()
    whole.turned = {motion.TURNS[0]: Turned(picture, whole.flow)}
    picture[:, :34] = picture[0, 0]  # a narrower head
    assert whole.strands().max() < STRANDS
    comb = np.s_[24:36, 54:74]
    picture[comb][:, ::2, :3] //= 2
    assert whole.strands()[comb].mean() > 2 * STRANDS


def test_a_second_build_packs_the_same(bundle: Bundle, folder: Path) -> None:
    again = assemble(PERSON, folder, folder.parent / "again", layers.SIZE)
    for name in ("frames.npz", "mouth.npz", "manifest.json", "mouth_units.webp"):
        assert (again / name).read_bytes() == (bundle.path / name).read_bytes()


def test_the_sheet_shows_all(folder: Path) -> None:
    image = cv2.imread(str(sheet(PERSON, folder, folder.parent / "sheet.png")))
    assert image is not None
    assert image.shape[1] == ROW
    assert image.std() > 20


def test_a_missing_layer_is_named(folder: Path, tmp_path: Path) -> None:
    layers.write(tmp_path / "broken")
    (tmp_path / "broken" / "base.png").unlink()
    with pytest.raises(FileNotFoundError, match=r"base\.png"):
        assemble(PERSON, tmp_path / "broken", tmp_path / "out")
