"""Which frames are left out: made tracks, one fault each."""

from dataclasses import replace

import numpy as np
import pytest

from avatars.footage.errors import FootageError, Reason, refusal
from avatars.footage.gate import Gate, Spot, spots_of
from avatars.footage.marks import ORDER, marks, settled
from avatars.footage.sync import Sync
from avatars.footage.track import Track
from avatars.footage.verdict import picture_reasons, step_reasons
from avatars.footage_messages import COACH, FOOTAGE

COUNT = 500
BAD = slice(100, 200)


@pytest.fixture
def track() -> Track:
    """Twenty seconds of a face that nothing is wrong with."""
    rng = np.random.default_rng(0)
    points = rng.normal(300, 50, (1, 478, 3)).repeat(COUNT, 0).astype(np.float32)
    look = np.array([8, 5, -20, -2, -10, 12], np.float32) + rng.normal(0, 0.8, (COUNT, 6)).astype(np.float32)
    usual = {
        "blink": 0, "sharpness": 90, "light": 140, "clipped": 0, "eyes_px": 120, "change": 2, "flat": 0.05,
        "moved": 2,
    }  # fmt: skip
    full = {name: np.full(COUNT, value, np.float32) for name, value in usual.items()}
    return Track(points, np.ones(COUNT, np.uint8), np.zeros((COUNT, 3), np.float32), mouth_look=look, **full)


def spoiled(track: Track, name: str, value: object) -> Track:
    rows = getattr(track, name).copy()
    rows[BAD] = value
    return replace(track, **{name: rows})


CASES = {
    "footage.several_people": ("count", 2),
    "footage.frozen": ("change", 0.0),
    "footage.too_small": ("eyes_px", 40),
    "footage.turned_away": ("pose", [40, 0, 0]),
    "footage.mouth_covered": ("mouth_look", [0, 3, 20, 9, 30, 3]),
    "footage.too_dark": ("light", 20),
    "footage.too_bright": ("clipped", 0.4),
    "footage.blurred": ("sharpness", 4),
}


def test_good_frames_have_no_mark(track: Track) -> None:
    assert not np.any(list(marks(track).values()))


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_marked_where_it_is(track: Track, name: str) -> None:
    found = marks(spoiled(track, *CASES[name]))
    assert found.pop(name)[BAD].all()
    assert not np.any(list(found.values()))


def test_a_missing_face_is_one(track: Track) -> None:
    gone = spoiled(spoiled(track, "points", np.nan), "eyes_px", np.nan)
    assert np.flatnonzero(marks(gone)["footage.no_face"]).tolist() == list(range(100, 200))


def test_a_mask_is_no_beard(track: Track) -> None:
    mask = replace(track, mouth_look=np.full((COUNT, 6), [-20, 0, 10, -19, 8, 3], np.float32))
    beard = replace(track, mouth_look=np.full((COUNT, 6), [1, 0, -10, -15, -60, 14], np.float32))
    assert marks(mask)["footage.mouth_covered"].all()
    assert not marks(beard)["footage.mouth_covered"].any()


def test_short_gaps_between_bad_stretches_are_bad() -> None:
    mask = np.array([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1], bool)
    assert settled(mask).tolist() == [True] * 6 + [False] * 7 + [True]


def test_spots_are_left_out_and_told_once(track: Track) -> None:
    dark = spoiled(spoiled(track, "light", 20), "sharpness", 4)
    assert spots_of(marks(dark)) == [Spot(4.0, 8.0, "footage.spot.too_dark")]
    found = marks(dark)
    assert picture_reasons(dark, found, ~np.any(list(found.values()), axis=0), 11.0) == []


def test_all_reasons_are_told_where_too_little_remains(track: Track) -> None:
    pose, light = track.pose.copy(), track.light.copy()
    pose[:250, 0], light[150:] = 50, 10
    found = marks(replace(track, pose=pose, light=light))
    keep = ~np.any(list(found.values()), axis=0)
    told = picture_reasons(replace(track, pose=pose, light=light), found, keep, 11.0)
    assert [reason.id for reason in told] == ["footage.too_dark", "footage.turned_away"]


def test_sound_against_lips() -> None:
    assert step_reasons(Sync(-120.0, 0.5, 8.0), 20.0) == []
    assert step_reasons(Sync(640.0, 0.5, 8.0), 20.0) == [Reason("footage.sound_off", {"ms": 640})]
    assert [r.id for r in step_reasons(Sync(30.0, 0.1, 1.8), 20.0)] == ["footage.not_in_step"]
    assert step_reasons(Sync(30.0, 0.1, 1.8), 5.0) == []  # too short to tell
    assert [r.id for r in step_reasons(Sync(30.0, 0.1, 2.8), 20.0)] == ["footage.not_in_step"]
    assert step_reasons(Sync(30.0, 0.1, 2.8), 15.0) == []  # a short one, in step as far as it shows
    assert [r.id for r in step_reasons(Sync(600.0, 0.1, 2.8), 15.0)] == ["footage.not_in_step"]
    assert [r.id for r in step_reasons(Sync(0.0, 0.0, float("nan")), 20.0)] == ["footage.not_in_step"]


def test_a_gate_is_kept_and_read_again(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "gate.json"
    gate = Gate([], [Spot(1.0, 2.0, "footage.spot.too_dark")], [(0, 25), (50, 100)], 41.5, 0.4, {"kept_s": 3})
    gate.save(path)
    assert Gate.load(path) == gate
    assert gate.kept(100).sum() == 75


def test_every_id_has_its_words() -> None:
    for name in ORDER:
        assert name in FOOTAGE
        assert FOOTAGE[name.replace("footage.", "footage.spot.")] % {}
    assert all(str(words).endswith(".") for words in (FOOTAGE | COACH).values())


def test_an_error_carries_all_reasons() -> None:
    error = refusal([Reason("footage.too_dark", {"percent": 50}), Reason("footage.blurred")])
    assert isinstance(error, FootageError)
    assert (error.message_id, len(error.reasons)) == ("footage.too_dark", 2)
