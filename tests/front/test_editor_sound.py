"""What the editor says of a microphone's sound, from levels of 10 ms that a room and a voice would give."""

from collections.abc import Sequence

import numpy as np
import pytest
from playwright.sync_api import Page

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
