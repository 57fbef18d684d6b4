"""The face in each frame of the repository's own clip: a rendered presenter, whose truth is known."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from avatars.footage import faces
from avatars.footage.child import silent
from avatars.footage.clean import copy_takes
from avatars.footage.files import digest
from avatars.footage.listen import corrected
from avatars.footage.marks import marks
from avatars.footage.probe import probe_takes
from avatars.footage.sync import measure_sync
from avatars.footage.track import Track
from avatars.footage.verdict import SUREST
from tests.footage.clips import pictures, reader, track_of_pictures

CLIP = Path(__file__).parents[1] / "fixtures" / "film" / "clip.mp4"
SECONDS = 8


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder with the clip's first seconds cleaned."""
    work = tmp_path_factory.mktemp("faces")
    (work / "source").mkdir()
    (work / "source" / "a.mp4").write_bytes(CLIP.read_bytes())
    takes = [{"file": "a.mp4", "end_s": SECONDS}]
    probed = probe_takes({"work": str(work), "takes": takes}, silent)["takes"]
    (work / "clean").mkdir()
    copy_takes({"work": str(work), "takes": takes, "probe": probed}, silent)
    return work


class Stopped(Exception):
    """What a cancelled job raises."""


@pytest.fixture(scope="module")
def track(work: Path) -> Track:
    """Read in two goes: the first is stopped on the way."""
    patch = pytest.MonkeyPatch()
    patch.setattr(faces, "_KEEP_EVERY", 40)
    task = {"work": str(work), "inputs": digest([work / "clean/video.mp4"]), "frames": SECONDS * 25}
    shown: list[float] = []

    def stop(share: float) -> None:
        shown.append(share)
        if share >= 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        faces.read_frames(task, stop)
    assert (work / ".faces.part.npz").exists()
    again: list[float] = []
    assert faces.read_frames(task, again.append)["frames"] == SECONDS * 25
    assert again[0] > 0.39  # the first 80 frames were not read again
    patch.undo()
    return Track.load(work / faces.FACES)


def test_each_frame_has_one_face(track: Track) -> None:
    assert len(track) == SECONDS * 25
    assert track.face.all() and (track.count == 1).all()
    assert track.points.shape == (SECONDS * 25, 478, 3)


def test_it_is_measured(track: Track) -> None:
    assert np.abs(np.median(track.pose, axis=0)).max() < 12
    assert 100 < np.median(track.eyes_px) < 220
    assert 80 < np.median(track.light) < 200
    assert np.median(track.sharpness) > 40
    assert track.clipped.max() < 0.1
    assert (track.blink < 0.3).mean() > 0.7


def test_sound_shifted_by_hand_is_found(work: Path, track: Track) -> None:
    from avatars.footage.clean_sound import read_wav

    pcm = read_wav(work / "clean/sound.wav")
    own = measure_sync(track, pcm)
    late = measure_sync(track, corrected(pcm, -200.0))
    assert own.offset_ms == pytest.approx(0, abs=40)
    assert late.offset_ms - own.offset_ms == pytest.approx(200, abs=25)
    assert min(own.surety, late.surety) > SUREST > measure_sync(track, pcm[::-1].copy()).surety


def test_a_turn_shows_in_the_pose(track: Track) -> None:
    from avatars.footage.look import pose_of

    points = track.points[0].astype(np.float64)
    centred = points - points.mean(axis=0)
    angle = np.radians(30)
    spin = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    before, after = pose_of(centred), pose_of(centred @ spin.T)
    assert abs(after[0] - before[0]) == pytest.approx(30, abs=4)
    roll = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    assert pose_of(centred @ roll.T)[2] - before[2] == pytest.approx(30, abs=4)


def test_two_people_side_by_side_are_two() -> None:
    images = [np.hstack([image, image]) for image in pictures(CLIP, 12, longest=360)]
    found = track_of_pictures(images)
    assert found.count[6:].tolist() == [2] * 6


def test_black_pictures_hold_no_face() -> None:
    images = pictures(CLIP, 4, longest=360)
    found = track_of_pictures([*images, *[np.zeros_like(images[0])] * 4])
    assert (
        found.face[1:].tolist() == [True] * 3 + [False] * 4
    )  # the shared reader still follows another face at first
    assert np.isnan(found.light[4:]).all()


def over_the_mouth(image: np.ndarray, colour: tuple[int, int, int] | None) -> np.ndarray:
    """Something of a colour, or of the cheek's own, from nose to chin of the presenter, with a hand's unevenness."""
    image = image.copy()
    points = reader().mesh(image)
    if not np.isfinite(points[0, 0]):
        return image
    middle, wide = points[[13, 152], :2].mean(axis=0), np.linalg.norm(points[61, :2] - points[291, :2])
    skin = tuple(int(v) for v in image[int(points[50, 1]), int(points[50, 0])])
    axes = (int(wide * 1.15), int(np.linalg.norm(points[2, :2] - points[152, :2]) * 0.62))
    place = (int(middle[0]), int(middle[1]))
    return cv2.ellipse(image, place, axes, 0, 0, 360, colour or skin, -1)


@pytest.mark.parametrize("colour", [None, (235, 225, 215), (60, 55, 55)], ids=["hand", "white", "black"])
def test_a_covered_mouth_is_noticed(colour: tuple[int, int, int] | None) -> None:
    images = pictures(CLIP, 56, longest=360)
    shown = [over_the_mouth(image, colour) if 36 <= i < 52 else image for i, image in enumerate(images)]
    found = marks(track_of_pictures(shown))["footage.mouth_covered"]
    assert found[38:50].mean() > 0.7
    assert not found[:35].any()
