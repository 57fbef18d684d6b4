"""A person's own mapping from sound to mouth shapes, for voices without phoneme times: what `speech_map.npz` holds.

What is heard in each frame and around it (log-mel, and what the network that was fitted on synthetic voices makes of
it) is compared with what was heard in the person's footage; the answer is a weighted sum over those likenesses (kernel
ridge regression on a part of the frames, after Williams & Seeger 2001).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

from .clock import FPS
from .errors import BundleError
from .mel import FRAME_S, log_mel, to_16k
from .sound_net import fitted, normalised

FILE = "speech_map.npz"
REACH = 3  # frames heard before and after each: 120 ms, and 100 ms more by the network
FADING = 2.4  # in frames: how fast the neighbours count less
STEP = round(1 / FPS / FRAME_S)
_FLOOR = 1e-3


@dataclass(frozen=True)
class SpeechMap:
    """From sound to shapes (n, k).

    means, scales: (d,) of what is heard; axes: (d, f) the directions kept; centres: (m, f * window) frames it is
    compared with, as `context` gives them; width: of the likeness; weights: (m, k); offset: (k,) the mean shape;
    gain: (k,) by which the answer is spread to the person's own range.
    """

    means: np.ndarray
    scales: np.ndarray
    axes: np.ndarray
    centres: np.ndarray
    width: np.ndarray
    weights: np.ndarray
    offset: np.ndarray
    gain: np.ndarray

    def shapes(self, pcm: np.ndarray) -> np.ndarray:
        """pcm: (n,) float32 at 48 kHz -> (m, k) float32, one for each slice that it begins."""
        count = -(-len(pcm) * FPS // 48_000)
        if not count:
            return np.zeros((0, len(self.offset)), np.float32)
        return self.answer(self.context(heard(to_16k(pcm), count)))

    def context(self, rows: np.ndarray) -> np.ndarray:
        """rows: (n, d) as `heard` -> (n, f * window)."""
        return around((rows - self.means) / self.scales @ self.axes)

    def answer(self, context: np.ndarray) -> np.ndarray:
        """(n, f * window) -> (n, k) float32."""
        found = likeness(context, self.centres, float(self.width)) @ self.weights
        return np.asarray(self.offset + self.gain * found, np.float32)

    def save(self, folder: Path) -> None:
        """Into a bundle's folder."""
        arrays = {f.name: np.asarray(getattr(self, f.name), np.float32) for f in fields(self)}
        np.savez(Path(folder) / FILE, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, folder: Path, shapes: int) -> Self | None:
        """Of a bundle whose mouth has so many shapes; None where it holds none. Raises `BundleError`."""
        path = Path(folder) / FILE
        if not path.exists():
            return None
        try:
            with np.load(path, allow_pickle=False) as kept:
                found = cls(**{f.name: kept[f.name] for f in fields(cls)})
        except (OSError, ValueError, KeyError) as error:
            raise BundleError(f"{FILE} can not be read: {error}") from error
        if found.weights.shape != (len(found.centres), shapes) or len(found.offset) != shapes:
            raise BundleError(f"{FILE} must answer with {shapes} shapes.")
        return found


def heard(sound: np.ndarray, count: int, warp: float = 1.0, colour: np.ndarray | float = 0.0) -> np.ndarray:
    """(count, d) what is heard at each frame of 40 ms of 16 kHz `sound`, at the frame's beginning.

    warp: another speaker's vocal tract; colour: (40,) another microphone's, in log units.
    """
    rows = normalised(log_mel(sound, warp) + colour)
    hidden, likely = fitted().heard(rows)
    parts: Sequence[tuple[np.ndarray, int]] = ((rows, 1), (np.log(likely + _FLOOR), 1), (hidden, 2))
    return np.concatenate([_each_frame(part, count, reach) for part, reach in parts], 1)


def _each_frame(rows: np.ndarray, count: int, reach: int) -> np.ndarray:
    """(frames of 10 ms, d) -> (count, d): means over `reach` to either side."""
    at = np.minimum(np.arange(count) * STEP, len(rows) - 1)
    near = at[:, None] + np.arange(-reach, reach + 1)
    return np.asarray(rows[np.clip(near, 0, len(rows) - 1)].mean(1))


def around(rows: np.ndarray) -> np.ndarray:
    """(n, f) -> (n, f * (2 * REACH + 1)): each frame with its neighbours, which count the less the farther they are."""
    shifts = np.arange(-REACH, REACH + 1)
    index = np.clip(np.arange(len(rows))[:, None] + shifts, 0, len(rows) - 1)
    return np.asarray((rows[index] * np.exp(-np.abs(shifts) / FADING)[:, None]).reshape(len(rows), -1))


def likeness(a: np.ndarray, b: np.ndarray, width: float) -> np.ndarray:
    """(n, d), (m, d) -> (n, m), 1 where they are the same."""
    apart = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.asarray(np.exp(-np.maximum(apart, 0) / width))
