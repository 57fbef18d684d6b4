"""The audio worklets, run block by block: the clock of picture and sound, and the microphone's way out."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# The worklet's world is given by hand, so that time moves only when the test moves it.
WORLD = """async (file) => {
  window.told = [];
  globalThis.currentTime = 0;
  globalThis.sampleRate = 48000;
  const port = { postMessage: (said) => window.told.push(said) };
  globalThis.AudioWorkletProcessor = class { constructor() { this.port = port; } };
  globalThis.registerProcessor = (name, type) => (window.worklet = new type());
  await import(`/static/js/conversation/${file}`);
  window.run = (blocks) => {
    const heard = [];
    for (let i = 0; i < blocks; i++) {
      const out = new Float32Array(128);
      window.worklet.process([], [[out]]);
      globalThis.currentTime += 128 / 48000;
      heard.push(...out);
    }
    return heard;
  };
  window.give = (index, value, speech = 0) =>
    window.worklet.port.onmessage({ data: { index, speech, pcm: new Float32Array(1920).fill(value) } });
}"""
SLICE_BLOCKS = 15  # 1,920 samples


@pytest.fixture
def playback(page: Page) -> Page:
    page.evaluate(WORLD, "playback-worklet.js")
    return page


def indices(page: Page) -> list[int]:
    return page.evaluate("told.map((said) => said.index)")


def test_it_waits_until_four_slices_are_there(playback: Page) -> None:
    playback.evaluate("[0, 1, 2].forEach((i) => give(i, 0.5))")
    assert set(playback.evaluate("run(15)")) == {0}
    playback.evaluate("give(3, 0.5)")
    assert set(playback.evaluate("run(15)")) == {0.5}


def test_it_says_which_slice_plays(playback: Page) -> None:
    playback.evaluate("[7, 8, 9, 10].forEach((i) => give(i, 0.5))")
    playback.evaluate(f"run({SLICE_BLOCKS * 2 + 1})")
    assert indices(playback) == [7, 8, 9]


def test_it_plays_samples_in_order_without_a_gap(playback: Page) -> None:
    playback.evaluate("[1, 2, 3, 4].forEach((i) => give(i, i / 8))")
    heard = playback.evaluate(f"run({SLICE_BLOCKS * 4})")
    assert heard == [value / 8 for value in (1, 2, 3, 4) for _ in range(1920)]


def test_it_is_silent_and_counts_when_it_runs_dry(playback: Page) -> None:
    playback.evaluate("[1, 2, 3, 4].forEach((i) => give(i, 0.5))")
    playback.evaluate(f"run({SLICE_BLOCKS * 4})")
    assert set(playback.evaluate("run(5)")) == {0}
    playback.evaluate("[5, 6, 7, 8, 9].forEach((i) => give(i, 0.5)); run(1)")
    assert playback.evaluate("told.at(-1).underruns") == 1


def test_hush_silences_the_waiting_speech_within_5_ms(playback: Page) -> None:
    playback.evaluate("[1, 2, 3, 4].forEach((i) => give(i, 0.5, 6)); run(3)")
    playback.evaluate("worklet.port.onmessage({ data: { hush: 6 } })")
    heard = playback.evaluate("run(40)")
    assert heard[0] > 0.4
    assert set(heard[240:]) == {0}


def test_hush_leaves_another_speech_alone(playback: Page) -> None:
    playback.evaluate(
        "[1, 2, 3, 4].forEach((i) => give(i, 0.5, 7)); worklet.port.onmessage({ data: { hush: 6 } })"
    )
    assert set(playback.evaluate("run(60)")) == {0.5}


def test_a_burst_of_quiet_slices_is_shortened(playback: Page) -> None:
    playback.evaluate("for (let i = 0; i < 30; i++) give(i, 0)")
    assert playback.evaluate("worklet.queue.length") == 7


def test_a_pause_inside_a_speech_is_shortened(playback: Page) -> None:
    playback.evaluate("for (let i = 0; i < 12; i++) give(i, i > 3 && i < 9 ? 0 : 0.5, 2)")
    assert playback.evaluate("worklet.queue.map((slice) => slice.index)") == [0, 1, 2, 3, 9, 10, 11]


def test_a_burst_of_speech_is_never_shortened(playback: Page) -> None:
    playback.evaluate("for (let i = 0; i < 30; i++) give(i, 0.5, 2)")
    assert playback.evaluate("worklet.queue.length") == 30


def test_the_microphone_gives_40_ms_at_16_khz(page: Page) -> None:
    page.evaluate(WORLD, "microphone-worklet.js")
    page.evaluate("worklet.port.onmessage({ data: { on: true } })")
    page.evaluate(
        "for (let i = 0; i < 375; i++) worklet.process([[new Float32Array(128).fill(0.5)]])"
    )  # one second
    pieces = page.evaluate("told.map((buffer) => [new Uint8Array(buffer)[0], buffer.byteLength])")
    assert pieces == [[1, 1281]] * 25
    assert page.evaluate("new DataView(told[3]).getInt16(101, true)") == 16383


def test_the_microphone_gives_nothing_while_it_is_off(page: Page) -> None:
    page.evaluate(WORLD, "microphone-worklet.js")
    page.evaluate("for (let i = 0; i < 375; i++) worklet.process([[new Float32Array(128).fill(0.5)]])")
    assert page.evaluate("told.length") == 0
