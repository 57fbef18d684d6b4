"""Which frames become the idle, the listening and the speaking loop."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import uniform_filter1d

from avatars.engine.clock import FPS
from avatars.footage.errors import FootageError

from .loops import IDLE_FRAMES, LISTEN_FRAMES, SPEAK_FRAMES, Seen, Stretch, calm, choose
from .shapes import LipShapes

OPEN_PX, MOVING_PX = 2.5, 0.7  # of the crop: a mouth that is more open, or moves more, does not rest
HEAD_WEIGHT, SPEECH_UNREST, STIR_WEIGHT = 0.3, 1.0, 1.0
STILL_LEVELS = 0.1  # a median change below this is the camera's noise: nothing moves
OTHER_PLACE = 0.1  # the price of a speaking head that is a pixel away from where it idles


@dataclass(frozen=True)
class Plan:
    """The stretches; drawn: quiet loops whose own mouths move, so that a mouth at rest is drawn into them."""

    loops: dict[str, Stretch]
    same: dict[str, str]  # listen -> idle, where both are one
    drawn: frozenset[str]


def plan_loops(
    lips: LipShapes,
    seen: Seen,
    good: np.ndarray,
    spoken: list[tuple[str, str, float, float]],
    base: slice | None,
) -> Plan:
    """good: (n,) bool; base: of the speaking loop.

    FootageError("footage.too_little_left") where no stretch is long enough.
    """
    features = seen.head
    talk = speaking(spoken, len(good))
    rest = _unrest(lips, features, talk) + STIR_WEIGHT * _stir(seen.small, good)
    idle = choose(rest, seen, good, IDLE_FRAMES)
    if idle is None:
        raise FootageError("footage.too_little_left")
    listen = choose(rest + _inside(idle, len(good)), seen, good, LISTEN_FRAMES)
    same = {}
    if (
        listen is None
        or _overlap(idle, listen)
        or rest[_of(listen)].mean() > 1.5 * rest[_of(idle)].mean() + 0.3
    ):
        listen, same = idle, {"listen": "idle"}
    loops = {"idle": calm(idle), "listen": calm(listen), "speak": _speak(seen, talk, good, idle, base)}
    drawn = frozenset(name for name in ("idle", "listen") if not _rests(lips, loops[name]))
    return Plan(loops, same, drawn)


def speaking(spoken: list[tuple[str, str, float, float]], count: int) -> np.ndarray:
    """(count,) 1 in frames in which something is said."""
    talk = np.zeros(count, np.float32)
    for _, viseme, start, end in spoken:
        if viseme != "sil":
            talk[max(0, int(start * FPS)) : int(np.ceil(end * FPS))] = 1
    return talk


def _unrest(lips: LipShapes, features: np.ndarray, talk: np.ndarray) -> np.ndarray:
    gaps = lips.gaps()
    moving = np.abs(np.gradient(lips.points.mean(2), axis=0)).mean(1)
    opened = np.maximum(gaps - np.percentile(gaps, 15), 0) / OPEN_PX
    head = np.abs(np.gradient(features[:, :46], axis=0)).mean(1)
    busy = uniform_filter1d(talk, 13, mode="nearest")
    return moving / MOVING_PX + 0.4 * opened + HEAD_WEIGHT * head + SPEECH_UNREST * busy


def _stir(small: np.ndarray, good: np.ndarray) -> np.ndarray:
    """(n,) how much the whole picture changes from frame to frame, hands and all: 1 is as much as it mostly does."""
    steps = np.abs(np.diff(small.astype(np.float32), axis=0)).mean((1, 2))
    change = np.maximum(np.append(steps, 0), np.append(0, steps))
    usual = np.median(change[good]) if good.any() else 0.0
    return np.asarray(change / max(usual, STILL_LEVELS), np.float32)


def _speak(seen: Seen, talk: np.ndarray, good: np.ndarray, idle: Stretch, base: slice | None) -> Stretch:
    if base is not None:
        return Stretch(base.start, base.stop, 0.0, plain=True)
    features = seen.head
    place = features[_of(idle), :46].mean(0)
    away = np.abs(features[:, :46] - place).mean(1)
    found = choose(OTHER_PLACE * away - talk + _inside(idle, len(good)), seen, good, SPEAK_FRAMES)
    return found or idle


def _rests(lips: LipShapes, stretch: Stretch) -> bool:
    """Is the mouth shut and still in nearly all of the stretch?"""
    gaps = lips.gaps()
    part = gaps[stretch.frames()]
    shut = np.percentile(gaps, 10)
    return bool(np.percentile(part, 90) - shut < OPEN_PX and part.std() < MOVING_PX)


def _of(stretch: Stretch) -> np.ndarray:
    return np.arange(stretch.start, stretch.stop)


def _inside(stretch: Stretch, count: int) -> np.ndarray:
    """(count,) a price for frames that another loop already has."""
    price = np.zeros(count, np.float32)
    price[stretch.start : stretch.stop] = 0.5
    return price


def _overlap(a: Stretch, b: Stretch) -> bool:
    shared = min(a.stop, b.stop) - max(a.start, b.start)
    return shared > 0.5 * min(a.stop - a.start, b.stop - b.start)


def shortened(plan: Plan, most: int) -> Plan:
    """For footage shown so large that the loops would need more memory than there is: `most` frames in all."""
    total = sum(len(s.frames()) for name, s in plan.loops.items() if name not in plan.same)
    if total <= most or plan.loops["speak"].plain:
        return plan
    if "listen" not in plan.same:
        loops = plan.loops | {"listen": plan.loops["idle"]}
        return replace(plan, loops=loops, same={"listen": "idle"}, drawn=plan.drawn - {"listen"})
    return plan
