"""Filming a presenter: all that needs no Blender."""

import numpy as np
import pytest

from avatars.samples.studio import film_motion, shapes
from avatars.samples.studio.film_degrade import KINDS, degraded, late
from avatars.samples.studio.film_speech import Said, apart, farthest_first, mouth_track, say, shown_mouths
from avatars.samples.studio.people import Person

TEXT = "My brother Victor bought five ripe plums. They think so."


@pytest.fixture(scope="module")
def said() -> Said:
    return say(Person.read("ana"), TEXT, "en", 2.0)


@pytest.fixture(scope="module")
def track(said: Said) -> np.ndarray:
    return mouth_track(said.phonemes, said.frames, 1)


def basis() -> np.ndarray:
    """Ten pixels of the lower lip for each unit, in a direction of its own."""
    out = np.zeros((len(shapes.UNITS), 8, 2))
    out[:, 1:] = np.random.default_rng(2).normal(0, 10, (len(shapes.UNITS), 7, 2))
    return out


def test_sound_is_as_long_as_the_frames(said: Said, track: np.ndarray) -> None:
    assert len(said.pcm) == said.frames * 1920
    assert len(track) == said.frames
    assert said.frames / 25 - said.speech_s[1] >= 2


def test_mouth_rests_before_and_after(said: Said, track: np.ndarray) -> None:
    assert np.abs(track[:8]).max() < 0.01
    assert np.abs(track[int(said.speech_s[1] * 25) + 8 :]).max() < 0.01


def test_lips_press_for_closures_and_the_jaw_drops_for_vowels(said: Said, track: np.ndarray) -> None:
    press, jaw = shapes.UNITS.index("mouthPress"), shapes.UNITS.index("jawOpen")
    for p in said.phonemes:
        near = track[int((p.start_s - 0.06) * 25) : int(p.end_s * 25) + 1]
        if p.viseme == "MBP":
            assert near[:, press].max() > 0.12
    assert track[:, jaw].max() > 0.25


def test_every_frame_has_a_mouth_near_enough(track: np.ndarray) -> None:
    chosen = farthest_first(track, basis(), 1.2)
    shown = shown_mouths(track, track[chosen], basis())
    off = [apart(track[i : i + 1], track[chosen[k]], basis())[0] for i, k in enumerate(shown)]
    assert len(chosen) < len(track) * 0.8
    assert max(off) <= 1.2


def test_head_moves_more_while_speaking(said: Said) -> None:
    n = 500
    loud = (np.arange(n) < n // 2).astype(float)
    turns = np.array([[m.pose.yaw for m in film_motion.moments(n, loud, seed)] for seed in range(4)])
    assert turns[:, : n // 2].std() > 1.2 * turns[:, n // 2 :].std()
    assert np.degrees(np.abs(turns)).max() < film_motion.MOST


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "compression"])
def test_degrading_changes_every_frame_and_loses_none(kind: str) -> None:
    frames = [np.random.default_rng(3).integers(40, 200, (32, 48, 3)).astype(np.uint8)] * 3
    bad = list(degraded(iter(frames), [kind]))
    assert [frame.shape for frame in bad] == [frame.shape for frame in frames]
    assert all((a != b).any() for a, b in zip(bad, frames, strict=True))


def test_late_sound_comes_so_much_later() -> None:
    pcm = np.zeros(48_000, np.float32)
    pcm[1000] = 1
    assert late(pcm, 120, 48_000).argmax() == 1000 + 5760
