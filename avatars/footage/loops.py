"""Which stretches of the footage become loops, and where they close without a visible seam."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from .face_space import SKULL

FADE = 8  # frames over which the end runs into the beginning
IDLE_FRAMES, LISTEN_FRAMES, SPEAK_FRAMES = (100, 175), (75, 110), (125, 200)
BLINK_PX, SPEED = 6.0, 3.0
SEAM_SHARE = 0.5  # of the price: a pixel of seam against one of unrest
PING_PONG_PX = 4.0  # a worse seam than this is gone back over instead
LONGEST_STEP = 2
LONGER, TOO_SHORT = 0.002, 0.03  # a frame's worth: a long loop repeats itself less
LEVELS_PX = 0.4  # what a difference of one grey level in the small picture is worth, in pixels


@dataclass(frozen=True)
class Stretch:
    """Frames [start, stop) of the footage, whose last FADE ones run into those before `start`; ping_pong: there and
    back instead. `seam_px` says how far apart the two ends are."""

    start: int
    stop: int
    seam_px: float
    ping_pong: bool = False
    plain: bool = False  # as filmed, with no closing at all

    def frames(self) -> np.ndarray:
        """Frame numbers in the loop's order."""
        there = np.arange(self.start, self.stop)
        return np.concatenate([there, there[-2:0:-1]]) if self.ping_pong else there

    def fades(self) -> dict[int, tuple[int, float]]:
        """Place in the loop -> the frame that it runs into, and how much of that is seen."""
        if self.ping_pong or self.plain:
            return {}
        first = self.stop - self.start - FADE
        return {first + i: (self.start - FADE + i, (i + 1) / (FADE + 1)) for i in range(FADE)}


@dataclass(frozen=True)
class Seen:
    """What a seam shows: head (n, f) as `seam_features` says, small (n, h, w) uint8 pictures of all that is
    shown."""

    head: np.ndarray
    small: np.ndarray

    def seams(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """How far apart frames a and b are, in pixels of the picture."""
        head = np.abs(self.head[a] - self.head[b]).mean(1)
        levels = np.abs(self.small[a].astype(np.float32) - self.small[b]).mean((1, 2))
        return np.asarray(head + LEVELS_PX * levels)


def seam_features(points: np.ndarray, blink: np.ndarray) -> np.ndarray:
    """points: (n, 478, 3) in pixels of the picture, no gaps -> (n, f) pixels: place, speed and lids of the head."""
    head = gaussian_filter1d(points[:, SKULL, :2].reshape(len(points), -1), 1.0, axis=0)
    speed = np.gradient(head, axis=0)
    lids = np.repeat(blink[:, None] * BLINK_PX, 8, 1)
    return np.concatenate([head, SPEED * speed, lids], 1).astype(np.float32)


def choose(unrest: np.ndarray, seen: "Seen", good: np.ndarray, lengths: tuple[int, int]) -> Stretch | None:
    """The stretch of `good` frames with least unrest (n,) whose ends meet best; None when all are too short."""
    best: Stretch | None = None
    price = np.inf
    total = np.concatenate([[0.0], np.cumsum(unrest)])
    for first, last in _stretches(good):
        longest = min(lengths[1], last - first - FADE)
        shortest = min(lengths[0], longest)
        if longest < 2 * FADE:
            continue
        for length in range(shortest, longest + 1, 4):
            starts = np.arange(first + FADE, last - length + 1, LONGEST_STEP)
            if not len(starts):
                continue
            seam = seen.seams(starts, np.minimum(starts + length, len(good) - 1))
            cost = (total[starts + length] - total[starts]) / length + SEAM_SHARE * seam
            cost -= LONGER * length - TOO_SHORT * max(0, lengths[0] - length)
            at = int(cost.argmin())
            if cost[at] < price:
                price = float(cost[at])
                best = Stretch(int(starts[at]), int(starts[at]) + length, float(seam[at]))
    return best


def _stretches(good: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], good.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def calm(stretch: Stretch) -> Stretch:
    """A quiet loop with a bad seam goes there and back."""
    if stretch.seam_px <= PING_PONG_PX:
        return stretch
    half = stretch.start + max(2 * FADE, (stretch.stop - stretch.start) // 2 + 1)
    return Stretch(stretch.start, min(half, stretch.stop), stretch.seam_px, ping_pong=True)
