"""What is certain whatever the mapping says: lips meet for p b m, touch the teeth for f v, and are still in pauses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .bundle import Mouth, Viseme
from .clock import FPS, SLICE_SAMPLES
from .mel import to_16k
from .mouth import lip_gap
from .sound_channel import STEP, SpeechMap
from .sound_net import Heard, listen
from .visemes import CLOSURES, VISEMES

PAUSE_S = 0.30
LONG_PAUSE_S = 1.5  # a mouth that waits so long is shut
CALM = 150.0  # frames²: how much a waiting mouth is held against gliding; a short wait is still
QUIET_DB, FLOOR_DB = -32.0, 8.0  # against the loud parts; above the quietest
HUSH_DB = -55.0  # against the loud parts: no room with somebody who breathes is as quiet
INTO_S, OUT_S = 0.10, 0.08  # how long lips take to come to rest, and to leave it
DOUBT, SURE, MOST = 0.3, 0.7, 0.85  # probabilities of a closing sound, and how far the mouth then closes
APART_PX = 1.0  # between a person's shut and open mouth; less says no way
_LATE_S, _EARLY_S = 0.06, 0.06  # they stay open a little after the sound, and open before it


@dataclass(frozen=True)
class Pause:
    """A silence. hushed: not even the room is heard in it, nor a breath."""

    start_s: float
    end_s: float
    hushed: bool


def heard_shapes(
    speech_map: SpeechMap, visemes: Mapping[str, Viseme], mouth: Mouth, pcm: np.ndarray
) -> np.ndarray:
    """(n, k) float32: the shapes that a person's mouth takes to `pcm`, (m,) float32 at 48 kHz."""
    net, count = listen(to_16k(pcm)), -(-len(pcm) // SLICE_SAMPLES)
    shapes = resting(speech_map.shapes(net, count), pauses(pcm), visemes["sil"].shape)
    share = closing(net, count)
    shapes = _towards(visemes["FV"].shape, shapes, share["FV"])
    return shutting(shapes, share["MBP"], visemes, mouth)


def shutting(
    shapes: np.ndarray, share: np.ndarray, visemes: Mapping[str, Viseme], mouth: Mouth
) -> np.ndarray:
    """The shapes (n, k) with lips nearer to meeting, by `share` (n,) of the way, as this person's mouth shuts; what
    else they do stays: round lips meet round."""
    shut, wide = visemes["MBP"].shape, visemes["AA"].shape
    met, apart = lip_gap(mouth, np.stack([shut, wide]))
    if apart - met < APART_PX:
        return np.asarray(_towards(shut, shapes, share), np.float32)
    back = share * np.maximum(lip_gap(mouth, shapes) - met, 0) / (apart - met)
    return np.asarray(shapes - back[:, None] * (wide - shut), np.float32)


def closing(net: Heard, count: int) -> dict[str, np.ndarray]:
    """(count,) for each of MBP and FV: how far the mouth goes there in each slice, by what the network hears.

    The network knows these sounds whoever speaks; a person's own mapping, learnt from little, blurs them.
    """
    inside = np.arange(count)[:, None] * STEP + np.arange(STEP + 1)
    mean = net.visemes[np.clip(inside, 0, len(net.visemes) - 1)].mean(1)
    return {
        name: MOST * np.clip((mean[:, VISEMES.index(name)] - DOUBT) / (SURE - DOUBT), 0, 1)
        for name in sorted(CLOSURES)
    }


def pauses(pcm: np.ndarray) -> list[Pause]:
    """Silences of at least PAUSE_S, those at the edges included."""
    step = SLICE_SAMPLES // 4
    count = len(pcm) // step
    if not count:
        return []
    power = (pcm[: count * step].reshape(count, step).astype(np.float64) ** 2).mean(1)
    loudness = 10 * np.log10(np.convolve(power, np.ones(3) / 3, "same") + 1e-10)
    loud, floor = np.percentile(loudness, 95), np.percentile(loudness, 3)
    limit = max(loud + QUIET_DB, min(floor + FLOOR_DB, loud - 15))
    quiet = np.concatenate([[False], (loudness < limit) | (loudness < -60), [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8))).reshape(-1, 2)
    return [
        Pause(a / (4 * FPS), b / (4 * FPS), bool(np.median(loudness[a:b]) < loud + HUSH_DB))
        for a, b in edges.tolist() if b - a >= PAUSE_S * 4 * FPS
    ]  # fmt: skip


def resting(shapes: np.ndarray, quiet: list[Pause], rest: np.ndarray) -> np.ndarray:
    """The shapes (n, k), still inside each of the silences; speech at their edges is left as it is.

    In a short one in which room or breath is heard, the mouth glides from where the mapping has it before to where it
    has it after, as people wait for the next word: hardly anybody shuts it to breathe in. In a hushed or a long
    one, and before the first word, it is at `rest`.
    """
    t = np.arange(len(shapes)) / FPS
    still = np.array(shapes, np.float32)
    for pause in quiet:
        start, end = pause.start_s, pause.end_s
        first, last = start <= 0, end >= len(shapes) / FPS - _LATE_S
        into = np.clip((t - start - _LATE_S) / INTO_S, 0, 1) if not first else 1
        out = np.clip((end - _EARLY_S - t) / OUT_S, 0, 1) if not last else 1
        held = np.minimum(into, out) * ((t >= start) & (t <= end))
        share = held * held * (3 - 2 * held)
        if share.any():
            waits = not (pause.hushed or first) and end - start < LONG_PAUSE_S
            still = _towards(_gliding(shapes, share) if waits else rest, still, share)
    return np.asarray(still, np.float32)


def _towards(there: np.ndarray, shapes: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(n, k) the shapes (n, k), by `share` (n,) of the way."""
    return np.asarray(shapes * (1 - share[:, None]) + there * share[:, None])


def _gliding(shapes: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(n, k) the straight line through the shapes where `share` (n,) counts, but for CALM (ridge regression)."""
    at = np.arange(len(shapes)) - np.average(np.arange(len(shapes)), weights=share)
    middle = np.average(shapes, axis=0, weights=share)
    slope = (share * at) @ (shapes - middle) / (share @ at**2 + CALM)
    return np.asarray(middle + np.outer(at, slope))
