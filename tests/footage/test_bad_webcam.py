"""The synthetic actor as a bad webcam sends him: noise, poor light, a shaking table, hard compression, late sound.

Creation and activation go all the way, and what comes out is held against the known truth.
"""

import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from avatars.engine import Bundle, lip_gap
from avatars.engine.clip import read_sound
from avatars.engine.performer import shapes_for
from avatars.footage import stages
from avatars.footage.build import build_bundle
from avatars.footage.faces import FACES
from avatars.footage.gate import GATE, Gate
from avatars.footage.lips import lip_measures
from avatars.footage.track import Track
from avatars.samples.studio.film_degrade import CRF, KINDS, degraded, late
from avatars.speech import Phoneme
from tests.footage.made import RATE, write_clip

from .test_build import MANIFEST

FILM = Path(__file__).parents[1] / "fixtures/film"
LATE_MS = 120


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return dict(json.loads((FILM / "truth.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a creation that was accepted."""
    folder = tmp_path_factory.mktemp("webcam") / "work"
    (folder / "source").mkdir(parents=True)
    with av.open(str(FILM / "clip.mp4")) as clip:
        frames = [frame.to_ndarray(format="bgr24") for frame in clip.decode(video=0)]
    sound = late(np.asarray(read_sound(FILM / "clip.mp4"), np.float32), LATE_MS, RATE)
    pictures = degraded(iter(frames), list(KINDS))
    write_clip(folder / "source" / "webcam.mp4", pictures, sound, options={"crf": str(CRF[True])})
    for stage in stages.STAGES:
        stage(folder)
    return folder


def opening(truth: dict[str, Any]) -> np.ndarray:
    """(n,) pixels between the actor's inner lips."""
    return np.array([row["lip_gap_px"] for row in truth["frames"]])


def test_it_is_accepted_and_the_delay_is_found(work: Path) -> None:
    found = Gate.load(work / GATE)
    assert found.offset_ms == pytest.approx(LATE_MS, abs=40)
    assert found.figures["kept_s"] > 18


def test_lips_are_seen_through_the_noise(work: Path, truth: dict[str, Any]) -> None:
    known = opening(truth)
    seen = lip_measures(Track.load(work / FACES))[: len(known), 0]
    assert np.corrcoef(seen, known)[0, 1] > 0.9


def test_the_avatar_opens_its_mouth_as_the_actor_did(
    work: Path, truth: dict[str, Any], tmp_path: Path
) -> None:
    build_bundle(work, tmp_path / "own", MANIFEST, lambda share: None)
    bundle = Bundle.load(tmp_path / "own", tmp_path / "cache")
    times = [Phoneme(str(s), str(v), float(a), float(b)) for s, v, a, b in truth["phonemes"]]
    shapes = shapes_for(bundle, np.asarray(read_sound(FILM / "clip.mp4"), np.float32), times)
    known = opening(truth)
    assert np.corrcoef(lip_gap(bundle, shapes)[: len(known)], known)[0, 1] > 0.8
