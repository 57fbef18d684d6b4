"""The loops' motion: no seams, rest at both ends, blinks whole."""

import numpy as np
import pytest

from avatars.samples.studio import motion, people

LOOPS = tuple(motion.TEMPERS)


def rows(loop: str, seed: int = 21) -> np.ndarray:
    return np.array([[*m.pose.row(), m.pose.brow] for m in motion.moments(loop, seed)])


@pytest.mark.parametrize("loop", LOOPS)
def test_loop_begins_at_rest_and_comes_back(loop: str) -> None:
    poses = rows(loop)
    assert np.abs(poses[0]).max() < 1e-9
    step = np.abs(np.diff(poses, axis=0)).max(0)
    assert (np.abs(poses[-1] - poses[0]) <= step).all()


@pytest.mark.parametrize("loop", LOOPS)
def test_head_stays_within_what_a_warp_can_show(loop: str) -> None:
    for seed in (21, 34):
        assert np.abs(np.degrees(rows(loop, seed)[:, :3])).max() < 6


@pytest.mark.parametrize("loop", LOOPS)
def test_head_moves_smoothly(loop: str) -> None:
    turn = np.degrees(rows(loop)[:, :3])
    assert np.abs(np.diff(turn, axis=0)).max() < 1.2
    assert turn.std(0).max() > .3


@pytest.mark.parametrize("loop", LOOPS)
def test_blinks_are_whole_and_never_far_apart(loop: str) -> None:
    lids = np.array([m.lid for m in motion.moments(loop, 21)])
    starts = np.where((lids[1:] > 0) & (lids[:-1] == 0))[0] + 1
    for start in starts:
        assert tuple(lids[start : start + len(motion.BLINK)]) == motion.BLINK
    assert len(starts) >= 1
    assert np.diff(starts).max(initial=0) / motion.FPS < 5


@pytest.mark.parametrize("code", people.codes())
@pytest.mark.parametrize("loop", LOOPS)
def test_everyone_blinks_as_often_as_people_do(loop: str, code: str) -> None:
    lids = np.array([m.lid for m in motion.moments(loop, people.Person.read(code).seed)])
    a_minute = ((lids[1:] > 0) & (lids[:-1] == 0)).sum() / (len(lids) / motion.FPS / 60)
    assert 12 <= a_minute <= 20
    assert lids[:15].max() == lids[-15:].max() == 0


def test_eyes_are_mostly_on_the_visitor() -> None:
    for loop in LOOPS:
        gaze = [m.gaze for m in motion.moments(loop, 21)]
        assert np.mean([g in (*motion.HELD, "near_left", "near_right") for g in gaze]) > .75
        assert gaze[0] == gaze[-1] == "camera"


def test_eyes_stay_on_the_visitor_while_the_head_turns() -> None:
    for loop in LOOPS:
        away = [
            motion.GAZES[m.gaze][0] + np.degrees(m.pose.yaw) for m in motion.moments(loop, 21) if m.gaze in motion.HELD]
        assert np.abs(away).max() < 2.1


def test_presenters_move_differently() -> None:
    assert np.abs(rows("idle", 21) - rows("idle", 34)).max() > .01
