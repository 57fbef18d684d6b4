"""The measure of what was heard tells a sentence from another one, whatever a jitter buffer does to it."""

import numpy as np
import pytest

from tests.browser.spoken import heard_as_spoken, spoken

RATE = 48000
SAID = "A ticket is twelve euros, and children come in free."
OTHER = "There is a car park right behind the building."
SNAPSHOT = {"language": "en", "voice": "", "avatar": {"voice": {"espeak": {"variant": "f3"}}}}


@pytest.fixture(scope="module")
def heard() -> np.ndarray:
    """Some milliseconds are taken out or put in every second or so."""
    rng, (pcm,) = np.random.default_rng(0), spoken(SAID, SNAPSHOT)
    pcm, parts, at = np.pad(pcm, RATE // 2), [], 0
    while at < len(pcm):
        end = at + int(rng.uniform(0.5, 1.5) * RATE)
        parts.append(pcm[at:end])
        at = end + int(rng.integers(-480, 480))
    return np.concatenate(parts)


def test_the_sentence_is_found(heard: np.ndarray) -> None:
    assert heard_as_spoken(heard, SAID, SNAPSHOT) >= 0.8


def test_another_sentence_is_not(heard: np.ndarray) -> None:
    assert heard_as_spoken(heard, OTHER, SNAPSHOT) < 0.6
