"""What the editor says of a microphone's sound, from levels of 10 ms that a room and a voice would give."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page
from scipy.signal import fftconvolve

from avatars.engine.clip import read_sound

CLIP = Path(__file__).parents[1] / "fixtures" / "film" / "clip.mp4"
RATE = 48_000

JUDGE = """async (rows) => {
  const { SoundMeasures } = await import("/static/js/editor/sound-measures.js");
  const measures = new SoundMeasures();
  for (const [db, peak] of rows) measures.push(db, peak);
  return measures.verdict;
}"""


def voice(
    seconds: float, *, loud: float = -24, noise: float = -65, echo_s: float = 0.25, peak: float = 0.5
) -> Sequence[tuple[float, float]]:
    """Syllables of 180 ms, a breath of a second after each four; they die away by 60 dB in `echo_s`, over a noise."""
    rng = np.random.default_rng(1)
    level, rows = noise, []
    for block in range(int(seconds * 100)):
        speaking = block % 45 < 18 and block % 280 < 180
        level = loud + rng.normal(0, 1) if speaking else level - 60 / (echo_s * 100)
        heard = 10 * np.log10(10 ** (level / 10) + 10 ** ((noise + rng.normal(0, 0.5)) / 10))
        rows.append((float(heard), peak if speaking else 0.01))
    return rows


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([], "wait"),
        ([(-100.0, 0.0)] * 200, "silent"),
        ([(-62.0, 0.01)] * 200, "speak"),
        ([(-30.0, 0.1)] * 200, "noisy"),
        (voice(8), "good"),
        (voice(8, loud=-52, noise=-85), "quiet"),
        (voice(8, peak=1.0), "loud"),
        (voice(8, loud=-30, noise=-46), "noisy"),
        (voice(16, echo_s=1.2), "echo"),
        (voice(16, echo_s=0.45), "good"),
    ],
)
def test_the_verdict(page: Page, rows: Sequence[tuple[float, float]], verdict: str) -> None:
    assert page.evaluate(JUDGE, [list(row) for row in rows]) == verdict


def test_once_good_a_moment_of_silence_does_not_change_it(page: Page) -> None:
    rows = [*voice(8), *[(-65.0, 0.01)] * 300]
    assert page.evaluate(JUDGE, [list(row) for row in rows]) == "good"


@cache
def film() -> np.ndarray:
    """A voice that reads, as loud as a good microphone has it, and rests for a second after each 2.5 s:
    (n,) float32 at 48 kHz."""
    pcm = read_sound(CLIP)[: 15 * RATE]
    ease = np.clip(np.minimum(np.arange(2.5 * RATE), np.arange(2.5 * RATE)[::-1]) / 500, 0, 1)
    parts = [np.concatenate([part * ease, np.zeros(RATE)]) for part in pcm.reshape(6, -1)]
    return np.asarray(np.concatenate(parts) * 0.5 / np.abs(pcm).max(), np.float32)


def noise(db: float) -> np.ndarray:
    """As long as the film, at this level of full scale."""
    return np.random.default_rng(2).standard_normal(len(film())) * 10 ** (db / 20)


def in_a_room(seconds: float) -> np.ndarray:
    """The voice, in a room in which sound dies away by 60 dB in so long."""
    time_s = np.arange(int(seconds * RATE)) / RATE
    tail = np.random.default_rng(3).standard_normal(len(time_s)) * 10 ** (-3 * time_s / seconds) * 0.01
    tail[0] = 1.0
    return fftconvolve(film(), tail)[: len(film())] * 0.5


def levels(pcm: np.ndarray) -> list[list[float]]:
    """As sound-worklet.js tells them."""
    blocks = pcm[: len(pcm) // 480 * 480].reshape(-1, 480)
    loud = np.maximum(-100, 10 * np.log10((blocks**2).mean(axis=1) + 1e-12))
    return np.stack([loud, np.abs(blocks).max(axis=1)], 1).tolist()


@pytest.mark.parametrize(
    ("sound", "verdict"),
    [
        (lambda: film() + noise(-75), "good"),
        (lambda: 0 * film(), "silent"),
        (lambda: noise(-75), "speak"),
        (lambda: 0.015 * film() + noise(-95), "quiet"),
        (lambda: np.clip(6 * film(), -1, 1) + noise(-75), "loud"),
        (lambda: film() + noise(-34), "noisy"),
        (lambda: in_a_room(1.2) + noise(-75), "echo"),
        (lambda: in_a_room(0.5) + noise(-75), "good"),
    ],
    ids=["good", "silent", "speak", "quiet", "loud", "noisy", "church", "bedroom"],
)
def test_a_voice_in_a_room(page: Page, sound: Callable[[], np.ndarray], verdict: str) -> None:
    assert page.evaluate(JUDGE, levels(sound())) == verdict
