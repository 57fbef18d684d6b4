"""What sound tells of the mouth whoever speaks: a small network from log-mel windows to viseme probabilities.

Its weights are fitted on embedded synthetic voices alone, by `python -m avatars.speech.fit_sound`.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np

from . import mel

WEIGHTS = Path(__file__).with_name("sound_net.npz")
OFFSETS = np.arange(-10, 11, 2)  # frames of 10 ms seen around each: 100 ms to either side
FLOOR = 9.0  # log units kept below the loud parts: 39 dB


def normalised(rows: np.ndarray) -> np.ndarray:
    """(frames, 40) log-mel: loudness and slow colour of the recording taken out, (frames, 40) float32."""
    energy = rows.mean(axis=1)
    loud = energy > np.percentile(energy, 95) - 4.0
    colour = rows[loud].mean(axis=0)
    return (np.maximum(rows - colour, -FLOOR) / 3.0).astype(np.float32)


def windows(rows: np.ndarray, at: np.ndarray) -> np.ndarray:
    """(len(at), 440): the frames around each of the frames `at` of `rows`; edges are repeated."""
    index = np.clip(at[:, None] + OFFSETS, 0, len(rows) - 1)
    return rows[index].reshape(len(at), -1)


class SoundModel:
    """Two hidden layers with rectified units, softmax over `visemes.VISEMES`."""

    def __init__(self, layers: list[tuple[np.ndarray, np.ndarray]]) -> None:
        self.layers = layers

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """`rows`: normalised (frames, 40). Returns (frames, 17)."""
        return self.heard(rows)[1]

    def heard(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """`rows`: normalised (frames, 40). Returns (frames, 96) of the last hidden layer, (frames, 17)."""
        x = windows(rows, np.arange(len(rows)))
        for weights, bias in self.layers[:-1]:
            x = np.maximum(x @ weights + bias, 0)
        weights, bias = self.layers[-1]
        return x, softmax(x @ weights + bias)

    def save(self, path: Path) -> None:
        """As half floats."""
        arrays = {
            f"{name}{i}": part.astype(np.float16)
            for i, pair in enumerate(self.layers)
            for name, part in zip("wb", pair, strict=True)
        }
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def softmax(x: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@lru_cache(maxsize=1)
def fitted() -> SoundModel:
    """The network that ships."""
    with np.load(WEIGHTS) as kept:
        count = len(kept.files) // 2
        return SoundModel(
            [(kept[f"w{i}"].astype(np.float32), kept[f"b{i}"].astype(np.float32)) for i in range(count)]
        )


def rows_of(sound: np.ndarray, warp: float = 1.0) -> np.ndarray:
    """Normalised features of 16 kHz `sound`, one row per 10 ms."""
    return normalised(mel.log_mel(sound, warp))
