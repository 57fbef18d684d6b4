"""What a recogniser of speech hears: two inner layers of a transformer that many people's speech was learnt with.

It is the beginning of Whisper's smallest encoder (Radford & al. 2022), with the weights of Smart Turn v3.2; `python -m
avatars.speech.fit_sound.cut_encoder` cuts it out of that package. Real voices and synthetic ones look alike in there,
which is why a network that has learnt from synthetic ones follows real ones. Licence: `sound_encoder.LICENCE.txt`.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime

from .mel import HOP, RATE, WINDOW, band_energies, triangles

MODEL = Path(__file__).with_name("sound_encoder.onnx")
FRAME_S = 0.02
LAYER = 384  # units of each of its layers
LAYERS = 2
_BANDS = 80
_WINDOW_S, _STEP_S = (
    4,
    2,
)  # seconds looked at together; only their middle counts, so that each frame has neighbours
_FRAMES = round(_WINDOW_S / FRAME_S)
_FLOOR = 8.0  # decades below the loudest
_QUIETEST = 1e-4  # of a piece: less is not made louder


def encoded(sound: np.ndarray, warp: float = 1.0, colour: np.ndarray | float = 0.0) -> np.ndarray:
    """(n,) float32 at 16 kHz -> (frames of 20 ms, 768) float32.

    warp: another speaker's vocal tract; colour: (bands,) another microphone's, in natural log units.
    """
    mel = _log_mel(sound, warp, colour)
    count = mel.shape[1] // 2
    rows = np.empty((count, LAYERS * LAYER), np.float32)
    step, edge = round(_STEP_S / FRAME_S), round((_WINDOW_S - _STEP_S) / 2 / FRAME_S)
    last = max(0, count - _FRAMES)
    for start in [*range(0, last, step), last]:
        window = mel[:, 2 * start : 2 * (start + _FRAMES)]
        silence = 2 * _FRAMES - window.shape[1]
        window = np.pad(window, ((0, 0), (0, silence)), constant_values=mel.min())
        first = edge if start else 0
        found = np.concatenate([layer[0] for layer in _session().run(None, {"mel": window[None]})], axis=1)
        rows[start + first : start + _FRAMES] = found[first : count - start]
    return rows


@lru_cache(maxsize=1)
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])


def _log_mel(sound: np.ndarray, warp: float, colour: np.ndarray | float) -> np.ndarray:
    """(80, frames of 10 ms) as Whisper takes them: of the sound at unit power, in decades, about -1 to 1."""
    count = 2 * (len(sound) // (2 * HOP) + 1)
    power = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0
    level = sound / max(power, _QUIETEST)
    rows = band_energies(level, count, np.hanning(WINDOW + 1)[:-1], WINDOW, _mel_bank(warp))
    if not np.isscalar(colour):
        bands = np.interp(np.linspace(0, 1, _BANDS), np.linspace(0, 1, len(np.asarray(colour))), colour)
        rows *= np.exp(bands)
    decades = np.log10(np.maximum(rows, 1e-10)).T
    return np.asarray((np.maximum(decades, decades.max() - _FLOOR) + 4) / 4, np.float32)


@lru_cache(maxsize=32)
def _mel_bank(warp: float) -> np.ndarray:
    """(201, 80) triangles of equal area up to 8 kHz, on Slaney's scale: straight to 1 kHz, then logarithmic."""
    top = 15 + np.log(RATE / 2 / 1000) / np.log(6.4) * 27
    mels = np.linspace(0, top, _BANDS + 2)
    edges = np.where(mels < 15, mels * 200 / 3, 1000 * 6.4 ** ((mels - 15) / 27))
    bins = np.linspace(0, RATE / 2, WINDOW // 2 + 1) * warp
    return triangles(edges, bins) * 2 / (edges[2:] - edges[:-2])
