"""What the recogniser's layers hear: a row for each 20 ms, the same wherever the sound lies, of any loudness."""

import numpy as np
import pytest

from avatars.engine.mel import to_16k
from avatars.engine.sound_encoder import LAYER, LAYERS, encoded
from avatars.engine.sound_net import listen
from tests.speech.sounds import spoken

TEXT = "Please remember that my brother left the old blue lamp above the river, and never came back for it."


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    return to_16k(spoken(TEXT, "en", "m3").pcm)


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """Of two (n, d): the correlation of what differs from frame to frame."""
    a, b = (x - x.mean(0) for x in (one, other))
    return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))


@pytest.mark.parametrize("samples", [0, 1, 319, 320, 4_800, 63_999, 64_000, 64_001, 100_000])
def test_any_length_has_a_row_for_each_20_ms(samples: int) -> None:
    found = encoded(np.random.default_rng(0).standard_normal(samples).astype(np.float32) * 0.1)
    assert found.shape == (samples // 320 + 1, LAYERS * LAYER)
    assert np.isfinite(found).all()


def test_a_long_sound_is_heard_as_its_parts_are(sound: np.ndarray) -> None:
    """Layer by layer only roughly, since more is known around it; but the mouth that is heard is the same."""
    assert len(sound) > 5 * 16_000  # more than one window
    whole = listen(sound).looks
    for start in (1, 2):
        part = listen(sound[start * 16_000 : (start + 3) * 16_000]).looks
        assert alike(part[50:250], whole[start * 100 + 50 : start * 100 + 250]) > 0.95


def test_loudness_does_not_matter(sound: np.ndarray) -> None:
    np.testing.assert_array_equal(encoded(sound * 0.25), encoded(sound))
    # Where the last digits differ, a few of its whole numbers do; the mouth that is heard is the same.
    assert alike(listen(sound * 0.1).looks, listen(sound).looks) > 0.99


def test_silence_is_silence() -> None:
    found = encoded(np.zeros(32_000, np.float32))
    assert np.isfinite(found).all()


def test_another_throat_and_microphone_sound_otherwise(sound: np.ndarray) -> None:
    same, other = encoded(sound), encoded(sound, 1.12, np.linspace(-1, 1, 40))
    assert 0.5 < alike(same, other) < 0.97
