"""What becomes of good footage that went through the hands of cameras, editors and networks, by all real stages.

FOOTAGE_TABLE=1 runs it (minutes).
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avatars.engine.clip import read_sound
from avatars.footage import stages
from avatars.footage.clean import INFO
from avatars.footage.errors import FootageError
from avatars.footage.files import read_json
from avatars.footage.gate import GATE, Gate
from avatars.footage.listen import corrected
from tests.footage.clips import FOOTAGE, needs_footage, pictures
from tests.footage.made import RATE, write_clip
from tests.footage.test_table import whole

pytestmark = [*needs_footage, whole]
LENGTH_S = 20
CLIP = FOOTAGE / "good" / "man_256_60s.mp4"
LATE_MS = 52  # by the judge
VP9, QUICK = ("libvpx-vp9", "libopus"), {"deadline": "realtime", "cpu-used": "8"}


@cache
def filmed(seconds: int = LENGTH_S) -> list[np.ndarray]:
    return pictures(CLIP, seconds * 25)


@cache
def voice(seconds: int = LENGTH_S) -> np.ndarray:
    return np.asarray(read_sound(CLIP)[: seconds * RATE], np.float32)


def made(path: Path, images: Any = None, pcm: np.ndarray | None = None, **how: Any) -> Path:
    """The clip with other pictures, or another sound, or in another container."""
    return write_clip(path, filmed() if images is None else images, voice() if pcm is None else pcm, **how)


def twice_as_fast(images: list[np.ndarray]) -> Iterator[np.ndarray]:
    for i in range(LENGTH_S * 60):
        yield images[min(i * 25 // 60, len(images) - 1)]


def uneven(number: int) -> float:
    """Each second picture comes 16 ms late."""
    return number / 25 + 0.016 * (number % 2)


def blackened(images: list[np.ndarray]) -> list[np.ndarray]:
    dark = {*range(100, 150), *range(300, 340)}
    return [np.zeros_like(image) if i in dark else image for i, image in enumerate(images)]


def cut_off(folder: Path) -> Path:
    whole_file = made(folder / "whole.mkv", filmed(40), voice(40)).read_bytes()
    (folder / "a.mkv").write_bytes(whole_file[: len(whole_file) * 6 // 10])
    return folder / "a.mkv"


def small(images: list[np.ndarray]) -> list[np.ndarray]:
    """A man who sits far away, in 240 lines."""
    return [np.pad(image[::3, ::3], ((77, 77), (170, 170), (0, 0)), "edge") for image in images]


ACCEPTED: dict[str, Callable[[Path], Path]] = {
    "lying": lambda folder: made(folder / "a.mp4", [np.rot90(image) for image in filmed()]),
    "variable": lambda folder: made(folder / "a.mkv", times_s=uneven),
    "60 fps": lambda folder: made(folder / "a.mp4", twice_as_fast(filmed()), fps=60),
    "black": lambda folder: made(folder / "a.mp4", blackened(filmed())),
    "cut off": cut_off,
    "webm": lambda folder: made(folder / "a.webm", codecs=VP9, options=QUICK),
    "400 ms": lambda folder: made(folder / "a.mp4", pcm=corrected(voice(), -400.0)),
    "-40 dB": lambda folder: made(folder / "a.mkv", pcm=voice() / 100, codecs=("libx264", "flac")),
}
REFUSED: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "two people": (
        "footage.several_people",
        lambda folder: made(folder / "a.mp4", (np.hstack([image, image]) for image in filmed())),
    ),
    "240 lines": ("footage.too_small", lambda folder: made(folder / "a.mp4", small(filmed()))),
    "-60 dB": (
        "footage.no_sound",
        lambda folder: made(folder / "a.mkv", pcm=voice() / 1000, codecs=("libx264", "flac")),
    ),
    "another's voice": (
        "footage.not_in_step",
        lambda folder: made(folder / "a.mp4", pcm=np.roll(voice(40)[-LENGTH_S * RATE :], RATE)),
    ),
}


def whole_way(make: Callable[[Path], Path], folder: Path) -> Path:
    """Through all stages of creation; returns the work folder."""
    work = folder / "work"
    (work / "source").mkdir(parents=True)
    clip = make(folder)
    clip.rename(work / "source" / clip.name)
    for stage in stages.STAGES:
        stage(work)
    return work


@pytest.mark.parametrize("name", ACCEPTED)
def test_it_is_accepted_and_in_step(name: str, tmp_path: Path) -> None:
    work = whole_way(ACCEPTED[name], tmp_path)
    found, info = Gate.load(work / GATE), read_json(work / INFO)
    late_ms = LATE_MS + (400 if name == "400 ms" else 0)
    assert found.offset_ms == pytest.approx(late_ms, abs=30)
    left_out_s = 90 / 25 if name == "black" else 0
    assert found.figures["kept_s"] == pytest.approx(info["frames"] / 25 - left_out_s, abs=1.0)
    assert info["frames"] == pytest.approx(
        600 if name == "cut off" else 500, abs=60 if name == "cut off" else 2
    )
    assert {spot.id for spot in found.spots} <= {"footage.spot.no_face"}
    assert info["takes"][0]["cut_off"] is False or name == "cut off"


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_for_its_reason(name: str, tmp_path: Path) -> None:
    reason, make = REFUSED[name]
    with pytest.raises(FootageError) as caught:
        whole_way(make, tmp_path)
    assert reason in [found.id for found in caught.value.reasons]
