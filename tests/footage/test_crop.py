"""What the clean copy keeps of the source: the face as large as it is there, with room to move, upright."""

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from avatars.footage.child import silent
from avatars.footage.clean import VIDEO, copy_takes
from avatars.footage.clean_picture import Painter
from avatars.footage.crop import Crop, Glance, crop_of
from avatars.footage.face_reader import Face, FaceReader
from avatars.footage.glance import PICTURES, glance, spread
from avatars.footage.limits import CLEAN_SIDE
from avatars.footage.probe import probe_takes
from avatars.footage.takes import SourceTake, read_takes
from tests.footage.clips import pictures
from tests.footage.made import hum, work_of, write_clip

CLIP = Path(__file__).parents[1] / "fixtures" / "film" / "clip.mp4"


def face(x: float, y: float, eyes: float = 0.08) -> Face:
    return Face((x - eyes, y - eyes, 2 * eyes, 2 * eyes), (x, y), eyes, 0.0, 0.9)


def seen(*places: tuple[float, float]) -> list[Glance]:
    return [Glance([face(x, y)]) for x, y in places]


def test_the_head_keeps_its_size_and_room_wherever_it_goes() -> None:
    crop = crop_of(seen((0.48, 0.3), (0.5, 0.32), (0.55, 0.28)), 1080, 1920)
    assert crop.canvas == (1080, 1920)  # not smaller than it was filmed
    eyes = 0.08 * 1080
    assert crop.x <= 0.48 * 1080 - 3 * eyes
    assert crop.x + crop.width >= 0.55 * 1080 + 3 * eyes
    assert crop.y <= 0.28 * 1920 - 2.4 * eyes
    assert crop.y + crop.height >= 0.32 * 1920 + 3.4 * eyes
    assert crop.height < 800


def test_more_than_live_use_shows_is_scaled_away() -> None:
    crop = crop_of(seen((0.5, 0.4), (0.5, 0.4)), 3840, 2160)
    shown = 0.08 * crop.canvas[0] / 0.19
    assert 512 < shown < 700
    assert max(crop.width, crop.height) <= CLEAN_SIDE


def test_a_face_that_fills_the_picture_loses_nothing() -> None:
    glances = [Glance([face(0.5, 0.45, eyes=0.27)])] * 4
    assert crop_of(glances, 458, 458) == Crop.whole(458, 458)


@pytest.mark.parametrize(
    "glances",
    [
        [Glance([])] * 4,
        [*seen((0.5, 0.4)), *[Glance([])] * 3],
        [Glance([face(0.3, 0.4), face(0.7, 0.4)])] * 4,
    ],
    ids=["no face", "hardly a face", "two people"],
)
def test_where_it_is_not_sure_the_gate_sees_the_whole_picture(glances: list[Glance]) -> None:
    assert crop_of(glances, 1920, 1080) == Crop.whole(1920, 1080)


def test_what_was_taken_for_a_face_once_counts_for_nothing() -> None:
    usual = seen((0.5, 0.4), (0.51, 0.4), (0.5, 0.41))
    odd = Glance([face(0.9, 0.9, eyes=0.02)])
    assert crop_of([*usual, odd], 1920, 1080) == crop_of(usual, 1920, 1080)


@pytest.mark.parametrize("turn", range(4))
def test_the_window_is_the_same_part_in_a_turned_frame(turn: int) -> None:
    frame = np.arange(64 * 36).reshape(36, 64)
    upright = np.rot90(frame, turn)
    left, top, wide, high = Crop(upright.shape[::-1], 4, 6, 10, 8).part_of(64, 36, turn)
    cut = np.rot90(frame[top : top + high, left : left + wide], turn)
    assert np.array_equal(cut, upright[6:14, 4:14])


@pytest.mark.parametrize("pixels", ["yuv420p", "yuvj420p", "yuv420p10le", "rgb24", "nv12"])
@pytest.mark.parametrize("trc", [1, 16])
def test_a_part_has_the_colours_of_the_whole(pixels: str, trc: int) -> None:
    slope = np.linspace(20, 235, 160, dtype=np.uint8)
    image = np.stack(
        np.broadcast_arrays(slope[None], slope[::-1][None], np.full((120, 1), 128, np.uint8)), -1
    )
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24").reformat(format=pixels)
    frame.pts, frame.time_base = 0, Fraction(1, 25)
    frame.color_trc, frame.colorspace, frame.color_range = trc, 1, 2 if pixels == "yuvj420p" else 1
    whole = Painter(Crop((160, 120), 0, 0, 160, 120)).paint(frame).reshape(180, 160)[:120]
    part = Painter(Crop((160, 120), 40, 20, 80, 60)).paint(frame).reshape(90, 80)[:60]
    assert np.abs(part.astype(int) - whole[20:80, 40:120]).max() <= 3


@pytest.fixture(scope="module")
def film() -> list[np.ndarray]:
    """She, small, at the side of a wide picture."""
    small = [cv2.resize(image, (360, 360), interpolation=cv2.INTER_AREA) for image in pictures(CLIP, 50)]
    return [cv2.copyMakeBorder(image, 40, 0, 700, 220, cv2.BORDER_REPLICATE) for image in small]


def copied(folder: Path, images: list[np.ndarray]) -> tuple[dict[str, Any], np.ndarray]:
    """info.json and a picture of the clean copy of a clip of these pictures."""
    clip = write_clip(folder / "a.mp4", images, hum(2))
    work = work_of(folder, clip)
    takes = [asdict(take) for take in read_takes(work)]
    probed = probe_takes({"work": str(work), "takes": takes}, silent)["takes"]
    (work / "clean").mkdir()
    info = copy_takes({"work": str(work), "takes": takes, "probe": probed}, silent)
    with av.open(str(work / VIDEO)) as made:
        frames = [frame.to_ndarray(format="bgr24") for frame in made.decode(video=0)]
    return info, frames[30]


def eyes_of(image: np.ndarray) -> float:
    with FaceReader(tracking=False) as reader:
        points = reader.mesh(image)
    return float(np.linalg.norm((points[33] - points[263])[:2]))


def test_a_small_face_in_a_wide_picture_is_cut_out(film: list[np.ndarray], tmp_path: Path) -> None:
    info, image = copied(tmp_path, film)
    assert info["width"] < 0.6 * film[0].shape[1]
    assert image.shape[:2] == (info["height"], info["width"])
    assert eyes_of(image) == pytest.approx(eyes_of(film[30]), rel=0.05)


@pytest.mark.parametrize("turn", [1, 3])
def test_a_picture_on_its_side_is_put_upright(film: list[np.ndarray], tmp_path: Path, turn: int) -> None:
    lying = [np.ascontiguousarray(np.rot90(image, turn)) for image in film]
    info, image = copied(tmp_path, lying)
    assert info["crop"]["turn"] == 4 - turn
    assert eyes_of(image) == pytest.approx(eyes_of(film[30]), rel=0.05)


@pytest.mark.parametrize("every", [1, 250])
def test_pictures_are_taken_all_along_the_take(tmp_path: Path, every: int) -> None:
    """From key frames alone, and where there are too few of them."""
    images = [np.full((90, 160, 3), i, np.uint8) for i in range(200)]
    options = {"g": str(every), "bf": "0", "sc_threshold": "0"}
    work = work_of(tmp_path, write_clip(tmp_path / "a.mp4", images, None, options=options))
    take = SourceTake("000.mp4", 1.0, 7.0)
    row = probe_takes({"work": str(work), "takes": [asdict(take)]}, silent)["takes"][0]
    assert row["keys"] == (200 if every == 1 else 1)
    times = [frame.time for frame in spread(work / "source/000.mp4", take, row, row["seconds"] / PICTURES)]
    assert len(times) == pytest.approx(PICTURES, abs=3)
    assert min(times) == pytest.approx(1.0, abs=0.2)
    assert max(times) == pytest.approx(7.0, abs=0.2)
    assert np.diff(times).max() < 0.3


def test_a_face_on_its_side_is_seen_as_such(film: list[np.ndarray]) -> None:
    with FaceReader(tracking=False) as reader:
        upright, lying = (glance(reader, np.ascontiguousarray(np.rot90(film[10], k))) for k in (0, 1))
    assert (upright.turn, len(upright.faces)) == (0, 1)
    assert (lying.turn, len(lying.faces)) == (3, 1)
    assert lying.faces[0].eyes == pytest.approx(upright.faces[0].eyes, abs=0.05)
