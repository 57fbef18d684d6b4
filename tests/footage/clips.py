"""Real clips of ../shared/footage, read as the pipeline reads them but shortened, looped and given another voice."""

from dataclasses import fields
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from avatars.engine.clip import read_sound
from avatars.footage.clean_picture import on_ticks
from avatars.footage.clean_sound import TARGET_LUFS, measured
from avatars.footage.face_reader import FaceReader
from avatars.footage.look import Look, track_of
from avatars.footage.track import Track

FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"
LONGEST = 1080
needs_footage = [
    pytest.mark.footage,
    pytest.mark.skipif(not FOOTAGE.exists(), reason="../shared/footage, real clips for tests, is not here"),
]


def pictures(path: Path, frames: int, longest: int = LONGEST) -> list[np.ndarray]:
    """The first `frames` at 25 a second: (h, w, 3) uint8 BGR each."""
    with av.open(str(path)) as source:
        timed = ((float(f.time or 0.0), f) for f in source.decode(video=0))
        shown = on_ticks(timed, 0.0, frames / 25)
        return [_small(frame.to_ndarray(format="bgr24"), longest) for frame in shown]


def _small(image: np.ndarray, longest: int) -> np.ndarray:
    scale = longest / max(image.shape[:2])
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image


def track_of_pictures(images: list[np.ndarray]) -> Track:
    """What the face reader sees in them."""
    look = Look(reader())
    reader().mesh(np.zeros_like(images[0]))  # it would look for the face where the last test had one
    return track_of([look.at(image) for image in images])


@cache
def reader() -> FaceReader:
    """One for all tests: it takes a second to make."""
    return FaceReader()


SETTLED = 3


def looped(track: Track, frames: int) -> Track:
    """Forwards and backwards again, until it is `frames` long; without the first, in which the face mesh settles."""
    there = np.arange(min(SETTLED, len(track) - 1), len(track))
    index = np.resize(np.concatenate([there, there[::-1]]), frames)
    return Track(**{f.name: getattr(track, f.name)[index] for f in fields(Track)})


def voice(name: str, seconds: float, begin_s: float = 0.0) -> np.ndarray:
    """Somebody speaking, levelled like a clean copy: (n,) float32 at 48 kHz."""
    pcm = read_sound(FOOTAGE / "speech" / f"{name}.wav")
    pcm = np.resize(pcm[int(begin_s * 48_000) :], int(seconds * 48_000))
    return np.asarray(pcm * 10 ** ((TARGET_LUFS - measured(pcm).lufs) / 20), np.float32)
