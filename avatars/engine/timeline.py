"""Which base frame is shown: loops run on, and change where poses and pictures meet, with a short dissolve.

A dissolve of pictures that do not match shows hands and collars double. There the head still glides to its new place,
but the pictures change over `CUT_FRAMES`.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from .bundle import Loop
from .bundle_check import OPTIONAL_LOOPS
from .own import OwnBase
from .own_dissolve import dissolve
from .renderer import Base

DISSOLVE_FRAMES, CUT_FRAMES = 6, 2
NEAR_PX, FAR_PX = 0.5, 2.0  # mean distance of poses that may meet, at once and after PATIENCE_FRAMES
PATIENCE_FRAMES = 50
WAIT_PX = (FAR_PX - NEAR_PX) / PATIENCE_FRAMES  # a frame of waiting
WANDER_FRAMES = 75
SPEED_WEIGHT, BLINK_WEIGHT = 3.0, 20.0
SMALL_SHARE = 0.25  # of a grey level of the small pictures of footage, in pixels


@dataclass(frozen=True)
class Moment:
    """One step of the timeline: the loop and frame it shows; plain when it is that frame and nothing else."""

    loop: str
    index: int
    base: Base
    plain: bool


class Timeline:
    """Steps through the loops, 25 times a second; a change of loop waits for a good moment.

    Where there are two idle loops they take turns, so that neither is seen twice in a row.
    """

    def __init__(self, loops: Mapping[str, Loop], rng: np.random.Generator) -> None:
        self._loops, self._rng = loops, rng
        self._features = {name: _features(loop) for name, loop in loops.items()}
        self._changes = {name: _change(loop) for name, loop in loops.items()}
        self._costs: dict[tuple[str, int, str], np.ndarray] = {}
        # The first one runs, or is next. One follows the other at once: all begin and end in the same pose at rest.
        self._idles = deque(name for name in ("idle", *OPTIONAL_LOOPS) if name in loops)
        self._name, self._index = "idle", int(rng.integers(len(loops["idle"])))
        self._from: tuple[str, int] | None = None
        self._step, self._over = 0, DISSOLVE_FRAMES
        self._waited = self._stayed = 0

    def advance(self, want: str) -> Moment:
        """The next frame, while the loop `want` is asked for."""
        if want == "idle":
            want = self._idles[0]
        if self._from is None:
            if want != self._name:
                self._try(want)
            elif want == "speak" and self._stayed > WANDER_FRAMES:
                self._wander()
        moment = self._moment()
        self._index = (self._index + 1) % len(self._loops[self._name])
        if self._index == 0 and self._name == self._idles[0]:
            self._idles.rotate(-1)
            self._name = self._idles[0]
        self._stayed += 1
        self._continue_dissolve()
        return moment

    def poses(self, first: int, count: int) -> np.ndarray:
        """(count, p) the head's poses from `first` frames on, as far as can be known: as if the speech went on in the
        speaking loop from here."""
        speak = self._loops["speak"]
        if self._name != "speak":
            return np.tile(speak.pose.mean(0), (count, 1))
        return speak.pose[(self._index + first + np.arange(count)) % len(speak)]

    def _try(self, want: str) -> None:
        """Begin the change if a frame of `want` is near enough; the longer it was waited for, the less near. Or if
        none will be nearer while there is patience."""
        waits = np.arange(max(0, PATIENCE_FRAMES - self._waited) + 1)
        least = np.array([self._cost(want, int(wait)).min() for wait in waits])
        enough = NEAR_PX + WAIT_PX * self._waited
        self._waited += 1
        if least[0] <= enough or not (least + WAIT_PX * waits).argmin():
            near = np.flatnonzero(self._cost(want) <= max(enough, least[0]))
            self._go(want, int(self._rng.choice(near)))

    def _wander(self) -> None:
        """A long speech goes on elsewhere in its loop where poses meet, so that it does not repeat itself."""
        near = np.flatnonzero(self._cost(self._name) <= NEAR_PX)
        far = near[np.abs(near - self._index) > WANDER_FRAMES // 2]
        if len(far):
            self._go(self._name, int(self._rng.choice(far)))

    def _cost(self, loop: str, wait: int = 0) -> np.ndarray:
        """(n,) how far each frame of `loop` is from the one shown after `wait` more, in pixels."""
        index = (self._index + wait) % len(self._loops[self._name])
        key = (self._name, index, loop)
        if key not in self._costs:
            pose = np.abs(self._features[loop] - self._features[self._name][index]).mean(1)
            self._costs[key] = pose + SMALL_SHARE * self._unlike(loop, index)
        return self._costs[key]

    def _unlike(self, loop: str, index: int) -> np.ndarray:
        """(n,) how unlike the pictures of `loop` are to picture `index` of the present one, in grey levels."""
        there, here = self._loops[loop].own, self._loops[self._name].own
        if there is None or here is None:
            return np.zeros(len(self._loops[loop]), np.float32)
        return np.asarray(np.abs(there.small - here.small[index]).mean(1))

    def _go(self, loop: str, index: int) -> None:
        if self._name == self._idles[0]:
            self._idles.rotate(-1)
        match = self._unlike(loop, self._index)[index] <= self._changes[loop]
        self._over = DISSOLVE_FRAMES if match else CUT_FRAMES
        self._from, self._step = (self._name, self._index), 1
        self._name, self._index = loop, index
        self._waited = self._stayed = 0

    def _continue_dissolve(self) -> None:
        if self._from is None:
            return
        name, index = self._from
        self._from = (name, (index + 1) % len(self._loops[name]))
        self._step += 1
        if self._step > DISSOLVE_FRAMES:
            self._from = None

    def _moment(self) -> Moment:
        new = base_of(self._loops[self._name], self._index)
        if self._from is None:
            return Moment(self._name, self._index, new, True)
        share = self._step / (DISSOLVE_FRAMES + 1)
        old = base_of(self._loops[self._from[0]], self._from[1])
        steep = (DISSOLVE_FRAMES + 1) / (self._over + 1)
        seen = float(np.clip(0.5 + (share - 0.5) * steep, 0, 1))
        return Moment(self._name, self._index, _mixed(old, new, share, seen), False)


def _features(loop: Loop) -> np.ndarray:
    """(n, f) pixels: where the mouth's box lies on the head, how it moves on, and the lids of each frame."""
    rows, columns = (
        [0, loop.warp.shape[1] // 2],
        [0, loop.warp.shape[2] // 2, -1],
    )  # the lower edge lies on the neck
    places = loop.warp[:, rows][:, :, columns].reshape(len(loop), -1)
    speed = np.roll(places, -1, 0) - places
    return np.c_[places, SPEED_WEIGHT * speed, BLINK_WEIGHT * loop.blink].astype(np.float32)


def _change(loop: Loop) -> float:
    """How much the picture changes in the time of a dissolve, in grey levels: more does not match."""
    if loop.own is None:
        return np.inf
    small = loop.own.small
    return float(np.median(np.abs(np.roll(small, -DISSOLVE_FRAMES, 0) - small).mean(1)))


def base_of(loop: Loop, index: int) -> Base:
    """One frame of a loop, as the renderer takes it."""
    alpha = None if loop.alpha is None else loop.alpha[index]
    gain = None if loop.gain is None else loop.gain[index]
    own = None
    if loop.own is not None:
        own = OwnBase(loop.own.place[index], loop.own.own[index], loop.own.tone[index], loop.pose[index])
    return Base(loop.frames[index], loop.warp[index], gain, own, alpha)


def _mixed(old: Base, new: Base, share: float, seen: float) -> Base:
    before, after = np.asarray(old.image), np.asarray(new.image)
    own = None
    if old.own and new.own:
        own = old.own.mixed(new.own, share, seen)
        image = dissolve(before, old.own.place, after, new.own.place, share, seen)
    else:
        image = cv2.addWeighted(before, 1 - seen, after, seen, 0)
    warp = old.warp * np.float32(1 - share) + new.warp * np.float32(share)
    return Base(image, warp, new.gain, own, _mixed_alpha(old.alpha, new.alpha, seen))


def _mixed_alpha(old: np.ndarray | None, new: np.ndarray | None, seen: float) -> np.ndarray | None:
    if old is None or new is None:
        return None
    return np.asarray(cv2.addWeighted(old, 1 - seen, new, seen, 0))
