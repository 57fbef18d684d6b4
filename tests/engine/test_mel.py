"""Log-mel rows of long sounds are those of their parts, in little memory."""

import tracemalloc

import numpy as np

from avatars.engine.mel import HOP, log_mel


def test_minutes_of_sound_are_seen_part_by_part() -> None:
    pcm = np.random.default_rng(0).standard_normal(60 * 16_000).astype(np.float32)
    tracemalloc.start()
    rows = log_mel(pcm)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40e6
    assert np.allclose(log_mel(pcm[1900 * HOP : 2200 * HOP])[10:290], rows[1910:2190], atol=1e-4)


def test_the_shortest_sound_has_a_row() -> None:
    assert log_mel(np.zeros(0, np.float32)).shape == (1, 40)
