"""Each of the coach's warnings, provoked by a made picture of a rendered presenter."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from avatars.footage.coach import picture_of, write_message
from avatars.footage.coach_eye import Eye
from avatars.footage.face_reader import FaceReader

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "tests" / "fixtures" / "film" / "clip.mp4"
SIZE = (480, 360)  # width, height


@pytest.fixture(scope="module")
def reader() -> FaceReader:
    return FaceReader(tracking=False)


@pytest.fixture(scope="module")
def presenter() -> np.ndarray:
    """(h, w, 3) uint8 BGR: her first picture."""
    with av.open(str(CLIP)) as clip:
        return next(clip.decode(video=0)).to_ndarray(format="bgr24")


def scene(presenter: np.ndarray, share: float = 0.95, shift: tuple[int, int] = (0, 20)) -> np.ndarray:
    """She as a webcam shows her: her picture `share` as high as the camera's, moved by `shift` pixels."""
    width, height = SIZE
    scale = height * share / presenter.shape[0]
    left, top = width / 2 - scale * presenter.shape[1] / 2, height - scale * presenter.shape[0]
    place = np.array([[scale, 0, left + shift[0]], [0, scale, top + shift[1]]])
    return cv2.warpAffine(presenter, place, SIZE, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)


def told(reader: FaceReader, *pictures: np.ndarray, width: int = 1280) -> list[str]:
    """Ids after the last of the pictures."""
    eye = Eye()
    for picture in pictures:
        found = eye.look(reader, picture, width)
    return [row["id"] for row in found["findings"]]


def test_a_good_picture_has_no_findings(reader: FaceReader, presenter: np.ndarray) -> None:
    eye = Eye()
    found = eye.look(reader, scene(presenter), 1280)
    assert (found["findings"], found["ok"]) == ([], True)
    left, top, wide, high = found["box"]
    assert left < 0.5 < left + wide and top < 0.5 < top + high


def _dark(image: np.ndarray) -> np.ndarray:
    return (image * 0.18).astype(np.uint8)


def _bright(image: np.ndarray) -> np.ndarray:
    return np.clip(image.astype(int) * 2 + 40, 0, 255).astype(np.uint8)


def _one_sided(image: np.ndarray) -> np.ndarray:
    fall = np.clip(np.linspace(2.2, -1.2, image.shape[1]), 0.25, 1.0)
    return (image * fall[None, :, None]).astype(np.uint8)


def _tilted(image: np.ndarray) -> np.ndarray:
    turn = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), 22, 1.0)
    return cv2.warpAffine(image, turn, SIZE, borderMode=cv2.BORDER_REPLICATE)


def _two(image: np.ndarray) -> np.ndarray:
    half = cv2.resize(image, (SIZE[0] * 3 // 4, SIZE[1] * 3 // 4))[:, 60:300]
    return np.hstack([half, half])


@pytest.mark.parametrize(
    ("warning", "spoil"),
    [
        ("coach.no_face", lambda image: np.full_like(image, 120)),
        ("coach.too_dark", lambda image: np.full_like(image, 3)),
        ("coach.too_dark", _dark),
        ("coach.too_bright", _bright),
        ("coach.uneven_light", _one_sided),
        ("coach.blurred", lambda image: cv2.GaussianBlur(image, (0, 0), 5)),
        ("coach.tilted", _tilted),
        ("coach.several_people", _two),
    ],
)  # fmt: skip
def test_what_is_wrong_with_one_picture(
    reader: FaceReader, presenter: np.ndarray, warning: str, spoil: Callable[[np.ndarray], np.ndarray]
) -> None:
    assert warning in told(reader, spoil(scene(presenter)))


def test_where_one_sits(reader: FaceReader, presenter: np.ndarray) -> None:
    assert told(reader, scene(presenter, share=0.5), width=480) == ["coach.too_far"]
    assert told(reader, scene(presenter, share=2.2, shift=(0, 300))) == ["coach.too_close"]
    assert told(reader, scene(presenter, shift=(115, 20))) == ["coach.off_centre"]


def _turned(image: np.ndarray, points: np.ndarray, degrees: float) -> np.ndarray:
    """The picture drawn over the face's points, (478, 3), turned about the head's axis."""
    middle, angle = points[[234, 454]].mean(axis=0), np.radians(degrees)
    spin = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    goal, source = ((points - middle) @ spin.T + middle)[:468, :2], points[:468, :2]
    y, x = np.mgrid[0 : SIZE[1] : 4, 0 : SIZE[0] : 4]
    apart = ((np.stack([x, y], -1).reshape(-1, 1, 2) - goal) ** 2).sum(axis=2)
    nearest = apart.min(axis=1, keepdims=True)
    weight = np.exp((nearest - apart) / 128) * np.exp(-nearest / 7200)
    shift = (weight / np.exp((nearest - apart) / 128).sum(axis=1, keepdims=True)) @ (source - goal)
    field = cv2.resize(shift.reshape(*y.shape, 2).astype(np.float32), SIZE)
    field += np.stack(np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1])), -1).astype(np.float32)
    return cv2.remap(image, field, np.empty(0, np.float32), cv2.INTER_LINEAR)


@pytest.mark.parametrize("degrees", [-40, 40])
def test_a_turned_head(reader: FaceReader, presenter: np.ndarray, degrees: float) -> None:
    ahead = scene(presenter)
    assert told(reader, _turned(ahead, reader.mesh(ahead), degrees)) == ["coach.turned_away"]


def test_eyes_that_stay_shut(reader: FaceReader, presenter: np.ndarray) -> None:
    """In the film's own blinks, one of which is shown for too long."""
    blinks = json.loads(CLIP.with_name("truth.json").read_text())["frames"]
    number = next(row["frame"] for row in blinks if row["blink"] > 0.9)
    with av.open(str(CLIP)) as clip:
        shut = next(f for i, f in enumerate(clip.decode(video=0)) if i == number).to_ndarray(format="bgr24")
    opened = scene(presenter)
    assert told(reader, opened, scene(shut), opened) == []
    assert "coach.eyes_closed" in told(reader, *[scene(shut)] * 4)


def test_a_moving_background(reader: FaceReader, presenter: np.ndarray) -> None:
    rng = np.random.default_rng(3)
    still = scene(presenter, share=0.7, shift=(0, 0))

    def busy() -> np.ndarray:
        image = still.copy()
        image[:150, :120] = rng.integers(0, 255, (5, 4, 3), np.uint8).repeat(30, 0).repeat(30, 1)
        image[:150, 360:] = rng.integers(0, 255, (5, 4, 3), np.uint8).repeat(30, 0).repeat(30, 1)
        return image

    assert "coach.background_moves" in told(reader, *(busy() for _ in range(4)))
    assert "coach.background_moves" not in told(reader, *(still for _ in range(4)))


def test_only_sane_jpegs_are_opened() -> None:
    _, good = cv2.imencode(".jpg", np.zeros((90, 160, 3), np.uint8))
    _, png = cv2.imencode(".png", np.zeros((90, 160, 3), np.uint8))
    _, huge = cv2.imencode(".jpg", np.zeros((64, 8000, 3), np.uint8))
    assert picture_of(good.tobytes()) is not None
    assert [picture_of(bytes(b)) for b in (b"", b"nonsense", png.tobytes(), huge.tobytes())] == [None] * 4


def test_the_child_answers_in_order(presenter: np.ndarray) -> None:
    _, jpeg = cv2.imencode(".jpg", scene(presenter))
    asked = io.BytesIO()
    write_message(asked, {"session": "a", "width": 1280}, jpeg.tobytes())
    write_message(asked, {"session": "b", "width": 1280}, b"nonsense")
    write_message(asked, {"session": "a", "end": True}, b"")
    command = [sys.executable, "-m", "avatars.footage.coach"]
    done = subprocess.run(command, input=asked.getvalue(), cwd=ROOT, capture_output=True, check=True)
    first, second = (json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{"))
    assert (first["session"], first["ok"]) == ("a", True)
    assert (second["session"], second["findings"][0]["id"]) == ("b", "coach.bad_picture")
