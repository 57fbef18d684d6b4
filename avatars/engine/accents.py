"""What a voice does to the head, the brows and the chest: stressed words nod and lift the brows, a long sentence takes
a breath.

Rendered presenters only: their bundle says how each moves the picture. Sizes and times are those of talking people
(Munhall et al. 2004, heads follow pitch and loudness; Cave et al. 1996, brows rise with some of the stresses).
"""

from dataclasses import replace

import cv2
import numpy as np

from .bundle_check import ACCENTS
from .bundle_writer import grid_nodes
from .clock import SLICE_S
from .colour import planes
from .loudness import blurred, levels
from .renderer import NO_MAP, Base

STRESS_S = (0.12, 0.6)  # a stress is what is louder than its neighbourhood: deviations of both, in seconds
NOD_SHARE, BROW_SHARE = 2.2, 2.6  # of a stress
BROW_FROM = 0.3  # of a nod: smaller stresses leave the brows alone
LONG_S = 2.5  # pieces from this length on are breathed for
EASE = np.array([0.4, 0.3, 0.12], np.float32)  # of the way to what is asked for, in each frame
LEAST = 0.02  # of a field: less is not seen
EDGE_PX = 0.1  # motion below which a pixel is left alone


def accents(pcm: np.ndarray) -> np.ndarray:
    """How much of each field a piece of speech asks for: (n,) float32 at 48 kHz -> (m, 3) 0..1, one row a slice."""
    loud = levels(pcm)
    n = len(loud)
    if not n:
        return np.zeros((0, len(ACCENTS)), np.float32)
    stress = np.maximum(blurred(loud, STRESS_S[0]) - blurred(loud, STRESS_S[1]), 0)
    nod = np.clip(NOD_SHARE * stress, 0, 1)
    brow = np.clip(BROW_SHARE * (nod - BROW_FROM), 0, 1)
    breath = np.linspace(1, 0, n) if n * SLICE_S >= LONG_S else np.zeros(n)
    return np.stack([nod, brow, breath], -1).astype(np.float32)


class Accents:
    """One per session: eases from what was shown to what is asked for, so that nothing jumps, also when cut off.

    fields: (3, g, g, 2) float32, how many pixels each spot of the picture moves under each full accent; box: the
    bundle's; size: (width, height).
    """

    def __init__(self, fields: np.ndarray, box: tuple[int, int, int, int], size: tuple[int, int]) -> None:
        self._fields, self._mouth_box, self._size = np.asarray(fields, np.float32), box, size
        self._now = np.zeros(len(ACCENTS), np.float32)
        reach = cv2.resize(np.linalg.norm(self._fields, axis=-1).max(0), size)
        self._box = x0, y0, x1, y1 = _even_box(reach > EDGE_PX)
        self._places = np.stack(np.meshgrid(np.arange(x0, x1), np.arange(y0, y1)), -1).astype(np.float32)

    def step(self, asked: np.ndarray | None) -> None:
        """One frame on; asked: (3,), or None for rest."""
        self._now += EASE * ((0 if asked is None else asked) - self._now)

    def applied(self, base: Base) -> Base:
        """The base frame with the present accents; itself while there are none."""
        if np.abs(self._now).max() < LEAST or not self._places.size:
            return base
        field = np.tensordot(self._now, self._fields, 1)
        x0, y0, x1, y1 = self._box
        at = cv2.subtract(self._places, np.ascontiguousarray(cv2.resize(field, self._size)[y0:y1, x0:x1]))
        image = np.array(base.image, order="C")
        whole, *halves = planes(image)
        _move(whole, at, self._box, cv2.INTER_CUBIC)
        small = cv2.resize(at, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) / 2 - np.float32(0.25)
        for plane in halves:
            _move(plane, small, tuple(v // 2 for v in self._box), cv2.INTER_LINEAR)
        alpha = base.alpha
        if alpha is not None:
            _move(alpha := alpha.copy(), at, self._box, cv2.INTER_LINEAR)
        return replace(base, image=image, warp=self._warp(base.warp, field), alpha=alpha)

    def _warp(self, warp: np.ndarray, field: np.ndarray) -> np.ndarray:
        """The mouth's warp (gh, gw, 2) moved as the picture under it, to first order: motion is small."""
        gh, gw = warp.shape[:2]
        x0, y0, x1, y1 = self._mouth_box
        nodes = grid_nodes(self._mouth_box, gh, gw)
        spots = (nodes + 0.5) * (field.shape[1] / self._size[0]) - np.float32(0.5)
        motion = cv2.remap(field, spots, NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        down, right = np.gradient(warp, (y1 - y0) / gh, (x1 - x0) / gw, axis=(0, 1))
        return np.asarray(warp - right * motion[..., :1] - down * motion[..., 1:], np.float32)


def _move(plane: np.ndarray, at: np.ndarray, box: tuple[int, ...], filtered: int) -> None:
    """Inside `box`, in place: each pixel takes that which `at` names."""
    x0, y0, x1, y1 = box
    plane[y0:y1, x0:x1] = cv2.remap(plane, at, NO_MAP, filtered, borderMode=cv2.BORDER_REPLICATE)


def _even_box(seen: np.ndarray) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 (even) around what is true."""
    y, x = np.nonzero(seen)
    if not len(x):
        return 0, 0, 0, 0
    x0, y0, x1, y1 = x.min() // 2 * 2, y.min() // 2 * 2, x.max() // 2 * 2 + 2, y.max() // 2 * 2 + 2
    return int(x0), int(y0), int(x1), int(y1)
