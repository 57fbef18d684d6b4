"""Which base frame is shown: loops run on, and change where the poses meet, with a short dissolve."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from .bundle import Loop
from .renderer import Base

DISSOLVE_FRAMES = 6
PATIENCE_FRAMES = 50  # after so long the best meeting point is taken, whatever it costs
SPEED_WEIGHT, BLINK_WEIGHT = 3.0, 20.0


@dataclass(frozen=True)
class Moment:
    """One step of the timeline: the loop and frame it shows; plain when it is that frame and nothing else."""

    loop: str
    index: int
    base: Base
    plain: bool


class Timeline:
    """Steps through the loops, 25 times a second; a change of loop waits for a good moment."""

    def __init__(self, loops: Mapping[str, Loop], rng: np.random.Generator) -> None:
        self._loops = loops
        self._features = {name: _features(loop) for name, loop in loops.items()}
        self._name, self._index = "idle", int(rng.integers(len(loops["idle"])))
        self._from: tuple[str, int] | None = None
        self._step = 0
        self._waited = 0

    def advance(self, want: str) -> Moment:
        """The next frame, while the loop `want` is asked for."""
        if want != self._name and self._from is None:
            self._try(want)
        moment = self._moment()
        self._index = (self._index + 1) % len(self._loops[self._name])
        self._continue_dissolve()
        return moment

    def _try(self, want: str) -> None:
        here = self._features[self._name][self._index]
        cost = np.abs(self._features[want] - here).mean(1)
        best = int(cost.argmin())
        allowed = 0.4 + 0.04 * self._waited
        self._waited += 1
        if cost[best] > allowed and self._waited < PATIENCE_FRAMES:
            return
        self._from, self._step, self._waited = (self._name, self._index), 1, 0
        self._name, self._index = want, best

    def _continue_dissolve(self) -> None:
        if self._from is None:
            return
        name, index = self._from
        self._from = (name, (index + 1) % len(self._loops[name]))
        self._step += 1
        if self._step > DISSOLVE_FRAMES:
            self._from = None

    def _moment(self) -> Moment:
        new = _base(self._loops[self._name], self._index)
        if self._from is None:
            return Moment(self._name, self._index, new, True)
        share = self._step / (DISSOLVE_FRAMES + 1)
        old = _base(self._loops[self._from[0]], self._from[1])
        return Moment(self._name, self._index, _mixed(old, new, share), False)


def _features(loop: Loop) -> np.ndarray:
    """(n, f) pixels: where the mouth's box lies on the head, how it moves on, and the lids of each frame."""
    corners = loop.warp[:, [0, 0, -1, -1], [0, -1, 0, -1]].reshape(len(loop), -1)
    speed = np.roll(corners, -1, 0) - corners
    return np.c_[corners, SPEED_WEIGHT * speed, BLINK_WEIGHT * loop.blink].astype(np.float32)


def _base(loop: Loop, index: int) -> Base:
    return Base(loop.frames[index], loop.warp[index], None if loop.gain is None else loop.gain[index])


def _mixed(old: Base, new: Base, share: float) -> Base:
    image = cv2.addWeighted(np.asarray(old.image), 1 - share, np.asarray(new.image), share, 0)
    return Base(image, old.warp * np.float32(1 - share) + new.warp * np.float32(share), new.gain)
