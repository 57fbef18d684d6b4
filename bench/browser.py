"""Sound against lips at the visitor: what Chromium plays and shows, against the same words rendered offline."""

import argparse
import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, sync_playwright
from scipy.signal import correlate

from avatars.engine import FPS, SAMPLE_RATE, SLICE_SAMPLES, Bundle, render_offline
from avatars.speech import Phoneme, voice_for
from tests.browser.conftest import ARGUMENTS, NO_UDP, chromium_path, fresh_profile
from tests.browser.recording import BLOCK, Recording, start_recording, stop_recording
from tests.browser.served import Site, served
from tests.browser.visitor import ask, end_chat, log_in, make_project, open_page, start_chat
from tests.landmarks import lip_openings

from .render import SAMPLES
from .report import Report

QUESTION = "Tell me about the harbour"
ANSWER = (
    "The harbour was built by fishermen more than two hundred years ago, and most of its warehouses still stand. "
    "People bring their boats back before the weather turns, and a small ferry crosses the bay five times a day. "
    "Nobody minds a visitor who walks along the pier, buys some bread, and watches the water move."
)
WINDOW_S, STEP_S, GRID_S = 4.0, 1.0, 0.005
CLOCKS = """() => {
  window.__clocks = [];
  setInterval(async () => {
    const peer = window.__peers?.at(-1), at = {};
    if (peer?.connectionState !== "connected") return;
    for (const entry of (await peer.getStats()).values()) {
      if (entry.type === "inbound-rtp") at[entry.kind] = entry.estimatedPlayoutTimestamp;
    }
    if (at.audio && at.video) window.__clocks.push(at.audio - at.video);
  }, 200);
}"""
FAR_S = 0.4  # how far the lips may be from the sound and still be found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--avatar", default="ana", help="code of a sample avatar")
    parser.add_argument("--transport", choices=("webrtc", "websocket", "both"), default="both")


def run(options: argparse.Namespace) -> Report:
    """One long answer over each transport. Positive: the lips come after their sound."""
    transports = ("webrtc", "websocket") if options.transport == "both" else (options.transport,)
    report = Report("browser", {"avatar": options.avatar, "window_s": WINDOW_S})
    with ThreadPoolExecutor(1) as thread:
        opening, pcm = thread.submit(reference, options.avatar).result()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver, served(Path(folder)) as site:
        for name in transports:
            flags = [*ARGUMENTS, *([NO_UDP] if name == "websocket" else [])]
            browser = driver.chromium.launch(executable_path=chromium_path(), args=flags)
            recording, clocks = answer_in(browser, site, options.avatar)
            browser.close()
            add_figures(report, name, recording, clocks, opening, pcm)
    return report


def add_figures(
    report: Report, name: str, seen: Recording, clocks: np.ndarray, opening: np.ndarray, pcm: np.ndarray
) -> None:
    """Over WebRTC the browser's own account counts: Web Audio's copy of a remote track, which is all that a page can
    listen to, comes some tens of milliseconds after what the visitor hears. Over the socket the page plays by itself.
    """
    offsets = 1000 * lip_offsets(seen, opening, pcm)
    own = len(clocks) > 0
    fps = (len(seen.image_at) - 1) / np.ptp(seen.image_at)
    report.add(f"{name}: pictures painted, while each is copied", fps, "fps")
    report.add(f"{name}: windows compared", len(offsets), "", 8, at_least=True)
    if len(offsets):
        report.add(f"{name}: lips after sound as recorded, median", float(np.median(offsets)), "ms")
        worst = float(np.abs(offsets).max())
        report.add(f"{name}: worst of all windows", worst, "ms", None if own else 40)
    if own:
        report.add(f"{name}: lips after sound by getStats, median", float(np.median(clocks)), "ms")
        report.add(f"{name}: 95 % of the time within", float(np.percentile(np.abs(clocks), 95)), "ms", 40)


def reference(avatar: str) -> tuple[np.ndarray, np.ndarray]:
    """-> lip opening (n,) a frame and pcm (m,) float32 at 48 kHz of the answer, in step by construction."""
    with tempfile.TemporaryDirectory() as cache:
        bundle = Bundle.load(SAMPLES / avatar, cache)
        pcm, phonemes = asyncio.run(_spoken(bundle))
        slices = list(render_offline(bundle, pcm, phonemes, 0, 0, 0))
        sound = np.concatenate([one.audio for one in slices]).astype(np.float32) / 32767
        return lip_openings(_bgr(one.image) for one in slices), sound


async def _spoken(bundle: Bundle) -> tuple[np.ndarray, list[Phoneme]]:
    sound, phonemes, at = [], [], 0.0
    async for piece in voice_for("en", "", bundle.manifest.get("voice")).speak(ANSWER):
        sound.append(np.pad(piece.pcm, (0, -len(piece.pcm) % SLICE_SAMPLES)))
        phonemes += [Phoneme(p.symbol, p.viseme, p.start_s + at, p.end_s + at) for p in piece.phonemes]
        at += len(sound[-1]) / SAMPLE_RATE
    return np.concatenate(sound), phonemes


def _bgr(i420: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(i420, cv2.COLOR_YUV2BGR_I420)


def answer_in(browser: Browser, site: Site, avatar: str) -> tuple[Recording, np.ndarray]:
    """What a visitor heard and saw of the answer, and (n,) ms by which the browser says that lips came after."""
    with fresh_profile(browser) as context:
        page = open_page(context, site)
        log_in(page, site)
        code = make_project(page, site, "Harbour", avatar.capitalize(), "en", {QUESTION: ANSWER})
        start_chat(page, site, code)
        page.wait_for_selector("main[data-state=listening]")
        page.evaluate(CLOCKS)
        start_recording(page, every_frame=True)
        ask(page, QUESTION)
        clocks = np.array(page.evaluate("window.__clocks"), np.float64)
        recording = stop_recording(page)
        end_chat(page)
    return recording, clocks


def lip_offsets(seen: Recording, opening: np.ndarray, pcm: np.ndarray) -> np.ndarray:
    """(k,) s, for each window of the words: when its lips were seen less when its sound was heard."""
    seen_opening = lip_openings(seen.images)
    found = []
    for start in np.arange(0, len(pcm) / SAMPLE_RATE - WINDOW_S, STEP_S):
        sound_at = _sound_at(seen, pcm[int(start * SAMPLE_RATE) :][: int(WINDOW_S * SAMPLE_RATE)])
        if sound_at is None:
            continue
        lips_at = _lips_at(seen.image_at, seen_opening, opening, start, sound_at)
        if lips_at is not None:
            found.append(lips_at - sound_at)
    return np.array(found)


def _envelope(pcm: np.ndarray) -> np.ndarray:
    hop = int(GRID_S * SAMPLE_RATE)
    whole = len(pcm) // hop * hop
    return np.asarray(np.sqrt(np.mean(pcm[:whole].reshape(-1, hop) ** 2, 1)))


def _sound_at(seen: Recording, part: np.ndarray) -> float | None:
    """When the loudspeaker played `part`, by loudness, because two readings of espeak differ in phase."""
    place, score = _place(_envelope(seen.pcm), _envelope(part))
    blocks = np.arange(len(seen.played_at)) * BLOCK / seen.rate
    clock = np.median(seen.played_at - blocks)
    return float(clock + place * GRID_S) if score > 0.8 else None


def _lips_at(
    image_at: np.ndarray, seen_opening: np.ndarray, opening: np.ndarray, start: float, near: float
) -> float | None:
    """When the lips of the window from `start` of the words were seen, sought around `near`."""
    ok = np.isfinite(seen_opening)
    grid = np.arange(near - FAR_S, near + WINDOW_S + FAR_S, GRID_S)
    heard = np.interp(grid, image_at[ok], seen_opening[ok])
    wanted = np.interp(
        start + np.arange(0, WINDOW_S, GRID_S), np.arange(len(opening)) / FPS, np.nan_to_num(opening)
    )
    place, score = _place(heard, wanted)
    return float(grid[0] + place * GRID_S) if score > 0.8 else None


def _place(whole: np.ndarray, part: np.ndarray) -> tuple[float, float]:
    """Where `part` fits best into `whole` (in samples, between them by a parabola), and the correlation there."""
    if len(whole) < len(part):
        return 0.0, 0.0
    part = part - part.mean()
    dots = correlate(whole, part, mode="valid", method="fft")
    ones = np.ones(len(part))
    mean = correlate(whole, ones, mode="valid", method="fft") / len(part)
    square = correlate(whole**2, ones, mode="valid", method="fft") / len(part)
    spread = np.sqrt(np.maximum(square - mean**2, 1e-12) * len(part) * float(part @ part))
    score = dots / np.maximum(spread, 1e-12)
    best = int(score.argmax())
    if not 0 < best < len(score) - 1:
        return float(best), float(score[best])
    a, b, c = score[best - 1 : best + 2]
    return best + 0.5 * (a - c) / (a - 2 * b + c), float(b)
