"""What a visitor heard and saw, taken out of the page, and what it is compared with."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page
from scipy.signal import correlate

SCRIPT = Path(__file__).with_name("page_recorder.js")
BLOCK = 4800
TAIL_MS = 2000
WINDOW_S = 0.3


@dataclass(frozen=True)
class Recording:
    """pcm: (n,) float32 in [-1, 1] at `rate`; pcm_at: (n / 4800,) s, when each block of 4800 samples had been heard;
    played_at: (n / 4800,) s, when the loudspeaker begins each block; images: (h, w, 3) uint8 BGR each; image_at: s,
    all on the page's clock."""

    rate: int
    pcm: np.ndarray
    pcm_at: np.ndarray
    played_at: np.ndarray
    images: list[np.ndarray]
    image_at: np.ndarray

    def loudness_at(self, seconds: float) -> float:
        """RMS of the 100 ms that were being heard at `seconds`."""
        block = int(np.searchsorted(self.pcm_at, seconds))
        heard = self.pcm[block * BLOCK : (block + 1) * BLOCK]
        return float(np.sqrt(np.mean(heard**2))) if len(heard) else 0.0


def start_recording(page: Page, frame_ms: int = 0, every_frame: bool = False) -> None:
    """Begin to record sound and, where asked, a picture each `frame_ms` milliseconds, or each that is shown."""
    page.evaluate("([ms, every]) => window.__recorder.start(ms, every)", [frame_ms, every_frame])


def stop_recording(page: Page) -> Recording:
    page.wait_for_timeout(TAIL_MS)  # what the server has sent is still in the browser's jitter buffer
    raw = page.evaluate("() => window.__recorder.stop()")
    pcm = np.frombuffer(base64.b64decode(raw["pcm"]), "<i2").astype(np.float32) / 32767
    images = [
        cv2.imdecode(np.frombuffer(base64.b64decode(jpeg), np.uint8), cv2.IMREAD_COLOR)
        for _, jpeg in raw["frames"]
    ]
    return Recording(
        rate=int(raw["rate"]),
        pcm=pcm,
        pcm_at=np.array(raw["times"]) / 1000,
        played_at=np.array(raw["played"]) / 1000,
        images=[image for image in images if image is not None],
        image_at=np.array([at for at, _ in raw["frames"]]) / 1000,
    )


def heard_correlation(heard: np.ndarray, readings: Sequence[np.ndarray], rate: int = 48000) -> float:
    """Normalised cross-correlation of what was heard with what was synthesised: the mean over windows, by energy.

    Each window of .3 s is sought within ±0.5 s of where the sentence's beginning was found, because a browser's jitter
    buffer takes out or puts in some milliseconds wherever it likes: a longer window would straddle such places.
    espeak begins a reading at whatever phase the one before left, so that two readings of one sentence correlate at
    .6 to .98: `readings` are several of them, and for each window the likest counts. (Another sentence of the same
    voice gives about .4.)

    heard: (n,) float32; readings: (m,) float32 each, of the same sentence; both at `rate`.
    """
    scores = [_windows(heard, said, rate) for said in readings]
    count, size = min(len(row) for row in scores), int(WINDOW_S * rate)
    energy = [float(np.sum(readings[0][at * size : (at + 1) * size] ** 2)) for at in range(count)]
    return float(np.average(np.max([row[:count] for row in scores], axis=0), weights=energy))


def _windows(heard: np.ndarray, said: np.ndarray, rate: int) -> list[float]:
    start, reach, size = _best_offset(heard, said[: 3 * rate]), rate // 2, int(WINDOW_S * rate)
    scores = []
    for at in range(0, len(said) - size + 1, size):
        low = max(0, start + at - reach)
        zone = heard[low : low + size + 2 * reach]
        scores.append(_peak(zone, said[at : at + size]) if len(zone) >= size else 0.0)
    return scores


def _best_offset(heard: np.ndarray, part: np.ndarray) -> int:
    return int(np.argmax(correlate(heard, part, mode="valid", method="fft")))


def _peak(zone: np.ndarray, part: np.ndarray) -> float:
    dots = correlate(zone, part, mode="valid", method="fft")
    squares = np.concatenate([[0.0], np.cumsum(zone.astype(np.float64) ** 2)])
    energy = squares[len(part) :] - squares[: -len(part)]
    return float(np.max(dots / np.sqrt(np.maximum(energy, 1e-9) * max(float(np.sum(part**2)), 1e-9))))
