"""What webcams, rooms and uploads do to a film."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np

KINDS = ("noise", "light", "shake", "compression")
CRF = {False: 18, True: 36}  # of the H.264 encoder, by whether it is compressed hard
NOISE = 7.  # grey levels
SHAKE_PX = 2.2
Change = Callable[[np.ndarray, int], np.ndarray]


def degraded(frames: Iterator[np.ndarray], kinds: list[str], seed: int = 5) -> Iterator[np.ndarray]:
    """frames: (h, w, 3) uint8 BGR each; the same number comes out."""
    changes: list[Change] = [CHANGES[kind](seed) for kind in KINDS if kind in kinds and kind in CHANGES]
    for index, frame in enumerate(frames):
        for change in changes:
            frame = change(frame, index)
        yield frame


def light(_: int) -> Change:
    """Dim and from one side, a warm lamp on one half, little contrast."""
    def change(frame: np.ndarray, _index: int) -> np.ndarray:
        side = np.linspace(1.05, .45, frame.shape[1], dtype=np.float32)[None, :, None]
        lamp = np.array([.82, .95, 1.08], np.float32)
        return np.clip(12 + .62 * frame * side * lamp, 0, 255).astype(np.uint8)

    return change


def noise(seed: int) -> Change:
    """A small sensor's: coarse in colour, fine in light, new in every frame."""
    def change(frame: np.ndarray, index: int) -> np.ndarray:
        rng = np.random.default_rng([seed, index])
        height, width = frame.shape[:2]
        fine = rng.normal(0, NOISE, (height, width, 1))
        coarse = cv2.resize(rng.normal(0, NOISE * .7, (height // 2, width // 2, 3)), (width, height))
        return np.clip(frame + fine + coarse, 0, 255).astype(np.uint8)

    return change


def shake(seed: int) -> Change:
    """A camera on a table that is being written at: slow drift and small knocks."""
    rng = np.random.default_rng(seed)
    pace, phase = rng.uniform(.4, 3., (2, 4)), rng.uniform(0, 6.28, (2, 4))

    def change(frame: np.ndarray, index: int) -> np.ndarray:
        x, y = SHAKE_PX * np.sin(pace * index / 4 + phase).mean(1)
        matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
        size = frame.shape[1::-1]
        return cv2.warpAffine(frame, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)

    return change


CHANGES: dict[str, Callable[[int], Change]] = {"light": light, "noise": noise, "shake": shake}


def late(pcm: np.ndarray, ms: int, rate: int) -> np.ndarray:
    """pcm (n,) moved back by so many ms (before, where negative), as long as it was; the room's noise fills the gap."""
    shift = round(ms * rate / 1000)
    return np.roll(pcm, shift)
