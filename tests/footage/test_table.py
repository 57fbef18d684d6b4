"""Which footage is refused, and why: each file of ../shared/footage/bad, looped to 20 s and given somebody's speech.

Short by default. FOOTAGE_TABLE=1 runs whole clips through all stages, the good ones too (minutes).
"""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from avatars.footage import stages
from avatars.footage.errors import FootageError
from avatars.footage.marks import marks
from avatars.footage.track import Track
from avatars.footage.verdict import Verdict, judge
from tests.footage.clips import FOOTAGE, looped, needs_footage, pictures, track_of_pictures, voice
from tests.footage.made import write_clip

pytestmark = needs_footage
LENGTH_S = 20

# file -> the reason that must be there, how many frames show it
BAD = {
    "3s_no_sound": ("footage.not_in_step", 40),
    "drawn_face_no_sound": ("footage.drawn", 30),
    "face_in_half_the_frames": ("footage.face_missing", 200),
    "face_too_small": ("footage.too_small", 20),
    "man_not_speaking_silence": ("footage.not_in_step", 50),
    "no_face_no_sound": ("footage.no_face", 12),
    "still_painting_silent": ("footage.still_picture", 30),
    "woman_making_faces_not_speech": ("footage.not_in_step", 75),
}
GOOD = {  # file -> the judge's offset, of ../shared/footage/README.md
    "man_256_60s": 52,
    "man_seated_1080p_20s_hevc": 27,
    "elderly_man_458_15s": -114,
    "man_450_20s_sound_200ms_late": 201,
}
whole = pytest.mark.skipif(
    not os.environ.get("FOOTAGE_TABLE"), reason="takes minutes: FOOTAGE_TABLE=1 runs it"
)


def verdict_on(track: Track, pcm: np.ndarray) -> Verdict:
    bad = marks(track)
    keep = ~np.any(list(bad.values()), axis=0)
    return judge(track, pcm, {"sound": {"lufs": -20.0}}, bad, keep, 15.0)


@pytest.mark.parametrize("name", BAD)
def test_bad_footage_is_refused_for_the_right_reason(name: str) -> None:
    reason, frames = BAD[name]
    track = track_of_pictures(pictures(FOOTAGE / "bad" / f"{name}.mp4", frames, longest=1080))
    found = verdict_on(looped(track, LENGTH_S * 25), voice("german", LENGTH_S, begin_s=1.0))
    assert reason in [r.id for r in found.reasons], found


@pytest.fixture(scope="module")
def late_track() -> Track:
    return track_of_pictures(
        pictures(FOOTAGE / "good" / "man_450_20s_sound_200ms_late.mp4", 350, longest=320)
    )


def test_late_sound_is_measured(late_track: Track) -> None:
    from avatars.engine.clip import read_sound

    pcm = read_sound(FOOTAGE / "good" / "man_450_20s_sound_200ms_late.mp4")[: 14 * 48_000]
    found = verdict_on(late_track, pcm)
    assert [r.id for r in found.reasons if r.id != "footage.too_small"] == []
    assert found.offset_ms == pytest.approx(200, abs=30)
    foreign = verdict_on(late_track, voice("french", 14))
    assert "footage.not_in_step" in [r.id for r in foreign.reasons]


@whole
@pytest.mark.parametrize("name", BAD)
def test_the_whole_way_refuses(name: str, tmp_path: Path) -> None:
    images = pictures(FOOTAGE / "bad" / f"{name}.mp4", LENGTH_S * 25)
    (tmp_path / "source").mkdir()
    shown = (images[i % len(images)] for i in range(LENGTH_S * 25))
    write_clip(tmp_path / "source" / "a.mp4", shown, voice("german", LENGTH_S, 1.0))
    with pytest.raises(FootageError) as caught:
        for stage in stages.STAGES:
            stage(tmp_path)
    assert BAD[name][0] in [r.id for r in caught.value.reasons]


@whole
@pytest.mark.parametrize("name", GOOD)
def test_good_footage_passes_and_its_offset_is_found(name: str, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    shutil.copyfile(FOOTAGE / "good" / f"{name}.mp4", tmp_path / "source" / "a.mp4")
    for stage in stages.STAGES:
        stage(tmp_path)
    made = stages.gate(tmp_path)
    assert made.offset_ms == pytest.approx(GOOD[name], abs=25)
    assert made.figures["kept_s"] > 0.9 * made.figures["seconds"]
