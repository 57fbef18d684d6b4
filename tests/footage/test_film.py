"""The synthetic recording that the footage tests use: it is what its truth and its README say."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from avatars.engine.visemes import VISEMES
from tests.landmarks import lip_openings

FILM = Path(__file__).parents[1] / "fixtures/film"
LARGEST = 3 * 2**20


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return dict(json.loads((FILM / "truth.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def gap(truth: dict[str, Any]) -> np.ndarray:
    return np.array([row["lip_gap_px"] for row in truth["frames"]])


@pytest.fixture(scope="module")
def frames() -> list[np.ndarray]:
    with av.open(str(FILM / "clip.mp4")) as clip:
        return [frame.to_ndarray(format="bgr24") for frame in clip.decode(video=0)]


@pytest.fixture(scope="module")
def loudness(truth: dict[str, Any]) -> np.ndarray:
    """(n,) level of each frame's sound in dB, smoothed over a syllable."""
    with av.open(str(FILM / "clip.mp4")) as clip:
        pcm = np.concatenate([frame.to_ndarray()[0] for frame in clip.decode(audio=0)])
    n = len(truth["frames"])
    power = (pcm[: n * 1920].reshape(n, -1) ** 2).mean(1)
    return np.convolve(10 * np.log10(power + 1e-7), np.ones(5) / 5, "same")


def lag_of_sound(gap: np.ndarray, loudness: np.ndarray) -> tuple[int, float]:
    """Frames by which the sound comes late, and how well it fits the lips there."""
    fit = {lag: np.corrcoef(gap[12:-12], np.roll(loudness, -lag)[12:-12])[0, 1] for lag in range(-10, 11)}
    best = max(fit, key=lambda lag: fit[lag])
    return best, fit[best]


def test_clip_is_small_and_of_one_rate(truth: dict[str, Any], frames: list[np.ndarray]) -> None:
    assert (FILM / "clip.mp4").stat().st_size <= LARGEST
    with av.open(str(FILM / "clip.mp4")) as clip:
        video, sound = clip.streams.video[0], clip.streams.audio[0]
        assert (video.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert video.average_rate == truth["fps"] == 25
        assert sound.rate == 48_000
    assert {frame.shape for frame in frames} == {(512, 512, 3)}
    assert len(frames) == len(truth["frames"]) >= 20 * 25


def test_says_that_it_is_synthetic(truth: dict[str, Any]) -> None:
    assert truth["synthetic"] is True
    assert "No real person" in (FILM / "README.txt").read_text("utf-8")


def test_rows_count_the_frames(truth: dict[str, Any]) -> None:
    for i, row in enumerate(truth["frames"]):
        assert row["frame"] == i
        assert row["t"] == pytest.approx(i / 25, abs=1e-3)


def test_speech_covers_every_viseme_and_leaves_time_to_listen(truth: dict[str, Any], gap: np.ndarray) -> None:
    sounds = truth["phonemes"]
    assert {viseme for _, viseme, *_ in sounds} == set(VISEMES)
    assert all(a[3] <= b[2] + 1e-3 for a, b in pairwise(sounds))
    start, end = truth["speech_s"]
    assert end - start >= 14
    assert len(gap) / 25 - end >= 5
    assert gap[int(end * 25) + 10 :].max() < 1


def test_lips_meet_for_m_b_p(truth: dict[str, Any], gap: np.ndarray) -> None:
    closures = [(a, b) for _, viseme, a, b in truth["phonemes"] if viseme == "MBP"]
    assert len(closures) >= 12
    for start, end in closures:
        assert gap[round((start - 0.06) * 25) : round(end * 25) + 1].min() < 1.5
    assert gap.max() > 12


def test_head_and_eyes_live(truth: dict[str, Any]) -> None:
    turn = np.array([[row[k] for k in ("yaw", "pitch", "roll")] for row in truth["frames"]])
    assert np.abs(turn).max() <= 4
    assert turn.std(0).min() > 0.3
    shut = np.array([row["blink"] for row in truth["frames"]]) > 0.9
    blinks = np.where(shut[1:] & ~shut[:-1])[0] / 25
    assert 12 <= len(blinks) / len(shut) * 25 * 60 <= 24
    assert (blinks > truth["speech_s"][1]).any()


def test_sound_is_in_step_with_the_lips(gap: np.ndarray, loudness: np.ndarray) -> None:
    lag, fit = lag_of_sound(gap, loudness)
    assert abs(lag) <= 2
    assert fit > 0.5
    later = lag_of_sound(gap, np.roll(loudness, 5))[0]
    assert later - lag == 5  # or the measure would see no delay


def test_face_mesh_sees_the_lips_open_as_they_do(frames: list[np.ndarray], gap: np.ndarray) -> None:
    seen = lip_openings(frames)
    assert not np.isnan(seen).any()
    assert np.corrcoef(seen, gap)[0, 1] >= 0.9


def test_face_is_near(truth: dict[str, Any], frames: list[np.ndarray]) -> None:
    assert truth["eyes_px"] >= 90
    sharp = cv2.Laplacian(cv2.cvtColor(frames[0], cv2.COLOR_BGR2GRAY), cv2.CV_64F).var()
    assert sharp > 20
