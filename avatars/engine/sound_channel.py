"""A person's own mapping from sound to mouth shapes, for voices without phoneme times: what `speech_map.npz` holds.

Two answers are added. One is what anybody's mouth would do, as the network that was fitted on synthetic voices hears
it, brought to this person's shapes: little can be learnt wrong there. The other is the person's own: what is heard in
each frame and around it is compared with what was heard in the footage, and the answer is a weighted sum over those
likenesses (kernel ridge regression on a part of the frames, after Williams & Seeger 2001). Spectra, each layer of the
recogniser and the network's own are compared by themselves and their likenesses added, as in an additive model
(Duvenaud & al. 2011): a frame that is like another in one of them tells something already, and little footage holds few
that are alike in all.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

from .clock import SLICE_S
from .errors import BundleError
from .mel import BANDS, FRAME_S
from .sound_encoder import FRAME_S as INNER_S
from .sound_encoder import LAYER, LAYERS
from .sound_net import GIST, LOOKS, Heard, listen, mark
from .visemes import LEAD_S, VISEMES

FILE = "speech_map.npz"
# Columns of `heard`: log-mel, the recogniser's layers, what of them tells of mouths, and what anybody's mouth would do.
KINDS = (BANDS, *[LAYER] * LAYERS, GIST)
KEPT = (16, *[40] * LAYERS, 40)  # components of each of KINDS
OUGHT = LOOKS + len(VISEMES)
REACH = 3  # frames heard before and after each: 120 ms, and a second more by the recogniser
OUGHT_REACH = 2
FADING = 1.6  # in frames: how fast the neighbours count less
STEP = round(SLICE_S / FRAME_S)


@dataclass(frozen=True)
class SpeechMap:
    """From sound to shapes (n, k).

    means, scales: (d,) of what is heard; axes: (d - 19, f) the directions kept; centres: (m, f * window) frames it is
    compared with, as `contexts` gives them; widths: (4,) of each kind's likeness; weights: (m, k); ought:
    (19 * window, k) from what anybody's mouth would do; offset: (k,) what makes the mean shape of the mean answer;
    spread: (k, k) what makes the answer open as far as the person does, in the person's own way.
    """

    means: np.ndarray
    scales: np.ndarray
    axes: np.ndarray
    centres: np.ndarray
    widths: np.ndarray
    weights: np.ndarray
    ought: np.ndarray
    offset: np.ndarray
    spread: np.ndarray

    def shapes(self, net: Heard, count: int) -> np.ndarray:
        """net: of the sound -> (count, k) float32, one for each slice that it begins."""
        if not count:
            return np.zeros((0, len(self.offset)), np.float32)
        return self.answer(*self.contexts(heard(net, count)))

    def contexts(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """rows: (n, d) as `heard` -> (n, f * window) and (n, 19 * window)."""
        return contexts((rows - self.means) / self.scales, self.axes)

    def answer(self, context: np.ndarray, ought: np.ndarray) -> np.ndarray:
        """Of both contexts -> (n, k) float32."""
        found = likeness(context, self.centres, self.widths) @ self.weights + ought @ self.ought
        return np.asarray(self.offset + found @ self.spread, np.float32)

    def save(self, folder: Path) -> None:
        """Into a bundle's folder."""
        arrays = {f.name: np.asarray(getattr(self, f.name), np.float32) for f in fields(self)}
        np.savez(Path(folder) / FILE, net=np.uint32(mark()), **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, folder: Path, shapes: int) -> Self | None:
        """Of a bundle whose mouth has so many shapes; None where it holds none, or one of an earlier network, which
        says nothing any more. Raises `BundleError`."""
        path = Path(folder) / FILE
        if not path.exists() or not is_current(folder):
            return None
        try:
            with np.load(path, allow_pickle=False) as kept:
                found = cls(**{f.name: kept[f.name] for f in fields(cls)})
        except (OSError, ValueError, KeyError) as error:
            raise BundleError(f"{FILE} can not be read: {error}") from error
        if found.weights.shape != (len(found.centres), shapes) or len(found.offset) != shapes:
            raise BundleError(f"{FILE} must answer with {shapes} shapes.")
        listen(np.zeros(1, np.float32))  # so that the first word does not wait for the networks
        return found


def is_current(folder: Path) -> bool:
    """Was the mapping in a bundle's folder learnt with the networks that listen now? So it is where there is none.
    Raises `BundleError`."""
    path = Path(folder) / FILE
    if not path.exists():
        return True
    try:
        with np.load(path, allow_pickle=False) as kept:
            return "net" in kept and int(kept["net"]) == mark()
    except (OSError, ValueError) as error:
        raise BundleError(f"{FILE} can not be read: {error}") from error


def heard(net: Heard, count: int) -> np.ndarray:
    """(count, d) what is heard when the lips show it, which is later; what anybody's mouth would do is ahead already.

    One row for each frame of 40 ms, at its beginning.
    """
    late = _each_frame(net.rows, count, FRAME_S, LEAD_S), _each_frame(net.inner, count, INNER_S, LEAD_S)
    ahead = [_each_frame(part, count, FRAME_S) for part in (net.looks, net.pulls)]
    return np.concatenate([*late, _each_frame(net.gist, count, INNER_S), *ahead], 1)


def contexts(rows: np.ndarray, axes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, d) of zero mean and unit variance -> what is compared, kind after kind, and what ought to be."""
    kinds = np.split(rows[:, :-OUGHT] @ axes, np.cumsum(KEPT)[:-1], axis=1)
    return np.hstack([around(kind, REACH) for kind in kinds]), around(rows[:, -OUGHT:], OUGHT_REACH)


def _each_frame(rows: np.ndarray, count: int, frame_s: float, later_s: float = 0.0) -> np.ndarray:
    """(frames of `frame_s`, d) -> (count, d): means over the nearest one and its neighbours."""
    at = np.arange(count) * round(SLICE_S / frame_s) + round(later_s / frame_s)
    near = at[:, None] + np.arange(-1, 2)
    return np.asarray(rows[np.clip(near, 0, len(rows) - 1)].mean(1))


def around(rows: np.ndarray, reach: int) -> np.ndarray:
    """(n, f) -> (n, f * (2 * reach + 1)): each frame with its neighbours, which count the less the farther they are."""
    index = np.clip(np.arange(len(rows))[:, None] + np.arange(-reach, reach + 1), 0, len(rows) - 1)
    return np.asarray((rows[index] * fading(reach)[:, None]).reshape(len(rows), -1))


def fading(reach: int) -> np.ndarray:
    """(2 * reach + 1,) how much each neighbour counts."""
    return np.exp(-np.abs(np.arange(-reach, reach + 1)) / FADING)


def by_kind(context: np.ndarray) -> list[np.ndarray]:
    """(n, f * window) as `contexts` gives it -> one (n, ·) for each of KINDS."""
    return np.split(context, np.cumsum(KEPT)[:-1] * (2 * REACH + 1), axis=1)


def likeness(a: np.ndarray, b: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """(n, d), (m, d) contexts -> (n, m) mean over the kinds, 1 where they are the same."""
    return np.asarray(sum(map(_likeness, by_kind(a), by_kind(b), widths)) / len(KINDS))


def _likeness(a: np.ndarray, b: np.ndarray, width: float) -> np.ndarray:
    apart = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.asarray(np.exp(-np.maximum(apart, 0) / width))
