"""How many pictures a second are new: the film fixture, shown more slowly or twice, in the codecs that it comes in."""

from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from avatars.engine.clip import read_sound
from avatars.footage.errors import FootageError
from avatars.footage.gate import GATE, Gate
from avatars.footage.look import face_moved
from avatars.footage.rate import COMFORTABLE, FEWEST, pictures_a_second, usual_rate
from avatars.footage.stages import clean, find_faces, gate, probe
from tests.footage.clips import pictures, reader
from tests.footage.made import write_clip

FILM = Path(__file__).parents[1] / "fixtures/film/clip.mp4"
SECONDS = 6
X264, VP8 = ("libx264", "aac"), ("libvpx", "libopus")


@pytest.fixture(scope="module")
def film() -> list[np.ndarray]:
    """(512, 512, 3) uint8 BGR each, at 25 a second."""
    with av.open(str(FILM)) as clip:
        return [f.to_ndarray(format="bgr24") for f in islice(clip.decode(video=0), SECONDS * 25)]


def shown(film: list[np.ndarray], new: float, fps: float) -> list[np.ndarray]:
    """The film at `fps`, of which only `new` a second show something else than the picture before."""
    at_s = np.floor(np.arange(len(film) / 25 * fps) / fps * new + 1e-6) / new
    return [film[int(i)] for i in at_s * 25 + 1e-6]


def counted(film: list[np.ndarray], path: Path) -> np.ndarray:
    """What is counted round each frame of a clip, as the pipeline puts it on its ticks."""
    images, points = pictures(path, len(film)), reader().mesh(film[0])
    pairs = zip(images, [None, *images[:-1]], strict=True)
    return np.array([face_moved(image, before, points) for image, before in pairs])


@pytest.mark.parametrize(
    ("new", "fps", "codecs", "name"),
    [
        (8, 8, X264, "a.mp4"), (10, 10, X264, "a.mp4"), (15, 15, X264, "a.mp4"), (24, 24, X264, "a.mp4"),
        (25, 25, X264, "a.mp4"), (25, 50, X264, "a.mp4"), (10, 30, VP8, "a.webm"), (15, 30, VP8, "a.webm"),
    ],
)  # fmt: skip
def test_new_pictures_are_counted_and_repeats_are_not(
    film: list[np.ndarray], tmp_path: Path, new: float, fps: float, codecs: tuple[str, str], name: str
) -> None:
    options = {"deadline": "realtime", "cpu-used": "8", "b": "1000000"} if codecs is VP8 else {}
    film = [cv2.resize(image, (256, 256), interpolation=cv2.INTER_AREA) for image in film]
    images = shown(film, new, fps)
    path = write_clip(tmp_path / name, images, None, fps=fps, codecs=codecs, options=options)
    moved = counted(film, path)
    assert usual_rate(moved) == pytest.approx(new, abs=1.5)
    assert bool(np.nanmin(pictures_a_second(moved)) < FEWEST) == (new < FEWEST)
    assert (usual_rate(moved) or 0) >= COMFORTABLE or new < COMFORTABLE


def test_nothing_is_counted_where_nothing_moves() -> None:
    assert usual_rate(np.full(50, np.nan)) is None
    assert usual_rate(np.zeros(50)) is None


def test_a_slow_part_is_told_apart() -> None:
    moved = np.ones(500)
    moved[:250] = np.resize([1.0, 0.02, 0.02], 250)
    rate = pictures_a_second(moved)
    assert (rate[:210] < FEWEST).all() and (rate[290:] > COMFORTABLE).all()


def test_a_slow_camera_s_recording_is_refused(film: list[np.ndarray], tmp_path: Path) -> None:
    """All the way, and for that reason alone."""
    source = tmp_path / "source"
    source.mkdir()
    pcm = np.asarray(read_sound(FILM), np.float32)[: SECONDS * 48_000]
    write_clip(source / "a.mp4", shown(film, 8, 30), pcm, fps=30)
    probe(tmp_path, shortest_s=SECONDS - 1)
    clean(tmp_path)
    find_faces(tmp_path)
    with pytest.raises(FootageError) as caught:
        gate(tmp_path, shortest_s=SECONDS - 1)
    (reason,) = caught.value.reasons
    figures = Gate.load(tmp_path / GATE).figures
    assert (round(figures["rate"]), figures["advice"]) == (8, ["footage.more_pictures"])
    assert (reason.id, reason.facts["rate"], reason.facts["least"]) == ("footage.few_pictures", 8, FEWEST)
