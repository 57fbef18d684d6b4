"""The quiet life of a presenter: head, brows, breath, gaze and blinks of the four loops.

Every loop begins and ends in the neutral pose at rest, so any can follow any.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .flow import Pose

FPS = 25
NEAR_REST = .1  # of the motion is left between phrases
LIDS = (0., .15, .35, .6, .85, 1.)  # rendered lid levels; blinks step through these, never between
BLINK_RATE = 12, 20  # a minute, at least and at most
BLINK = (2, 4, 5, 5, 4, 3, 2, 1)  # one blink as lid levels, a frame each
GAZES = {  # degrees right and up; "camera" looks at the visitor
    "camera": (0., 0.), "near_left": (-2., .6), "near_right": (2., -.4), "left": (-7., 1.), "right": (7., .5),
    "up_left": (-5., 5.), "down": (1.5, -6.),
    "held_left": (-4., 0.), "held_near_left": (-2., 0.), "held_near_right": (2., 0.), "held_right": (4., 0.),
}
HELD = ("camera", "held_left", "held_near_left", "held_near_right", "held_right")
TURNS = (-6., 6.)  # degrees to which the head is turned for pictures of their own


@dataclass(frozen=True)
class Moment:
    """One frame of a loop: the pose, the lid level (index into LIDS) and the gaze (key of GAZES)."""

    pose: Pose
    lid: int
    gaze: str


@dataclass(frozen=True)
class Temper:
    """How lively a loop is; angles in degrees (standard deviation), times in seconds."""

    seconds: float
    pitch: float
    yaw: float
    roll: float
    sway: float
    brow: float
    brow_rest: float
    breaths: int
    blink_every: tuple[float, float]
    glances: int
    pace: float  # highest frequency of the head's motion, Hz
    phrases: int  # how often the head comes back near rest, where loops can change unseen
    nods: tuple[float, ...] = ()  # when nods begin


TEMPERS = {
    "idle": Temper(10., .6, 1.5, .6, .014, .10, .08, 2, (3., 4.6), 2, .45, 3),
    "idle2": Temper(10., .8, 1.9, .8, .018, .14, .12, 2, (3., 4.6), 3, .4, 2),
    "listen": Temper(5., .4, .8, .7, .010, .12, .30, 1, (2.4, 3.6), 0, .5, 2, (1.0, 3.1)),
    "speak": Temper(10., 1.15, 2.1, .9, .016, .26, .22, 3, (2.6, 4.0), 2, 1.0, 4),
}


def periodic(rng: np.random.Generator, n: int, highest_hz: float) -> np.ndarray:
    """Smooth noise (n,) that repeats without a seam: unit deviation, power falling with frequency."""
    top = max(2, round(highest_hz * n / FPS))
    t = 2 * np.pi * np.arange(n) / n
    out = sum((rng.normal() * np.cos(k * t) + rng.normal() * np.sin(k * t)) / k**.7 for k in range(1, top + 1))
    return np.asarray(out / np.std(out))


def settle(n: int, phrases: int = 1, seconds: float = .8) -> np.ndarray:
    """Window (n,): zero value and slope where a phrase of the loop begins or ends, one inside."""
    span = n / phrases
    to_border = np.abs((np.arange(n) + span / 2) % span - span / 2) / FPS
    u = np.clip(to_border / seconds, 0, 1)
    return u * u * (3 - 2 * u)


def nod(n: int, at: float, degrees: float) -> np.ndarray:
    """One nod (n,) in radians: down within .3 s, back in .5 s, a smaller echo."""
    t = np.arange(n) / FPS - at
    swing = np.where(t > 0, np.sin(2 * np.pi * t / .85) * np.exp(-t / .45), 0)
    return np.radians(degrees) * np.convolve(swing, np.ones(3) / 3, "same")


def blinks(rng: np.random.Generator, n: int, every: tuple[float, float]) -> np.ndarray:
    """Lid level (n,) per frame: as often as people blink, never within .6 s of an end, so none across the seam."""
    lids, minutes = np.zeros(n, int), n / FPS / 60
    count = int(np.clip(round(n / FPS / np.mean(every)), np.ceil(BLINK_RATE[0] * minutes), BLINK_RATE[1] * minutes))
    share = (n / FPS - 1.6) / count
    for k in range(count):
        first = int((.6 + (k + .5 + rng.uniform(-.3, .3)) * share) * FPS)
        lids[first : first + len(BLINK)] = BLINK
    return lids


def glances(rng: np.random.Generator, lids: np.ndarray, count: int) -> list[str]:
    """Gaze (n,) per frame: on the camera with small shifts, and a few short looks away."""
    n = len(lids)
    gaze = ["camera"] * n
    near, far = ("near_left", "near_right"), ("left", "right", "up_left", "down")
    starts = np.linspace(1.2, n / FPS - 1.6, count * 2 + 1) if n > 3 * FPS else np.array([])
    for i, start in enumerate(starts):
        is_far = i % 2 == 1
        first = int((start + rng.uniform(-.3, .3)) * FPS)
        length = int(rng.uniform(.45, .8) * FPS) if is_far else int(rng.uniform(.5, 1.1) * FPS)
        name = str(rng.choice(far if is_far else near))
        for k in range(max(first, 0), min(first + length, n - 8)):
            gaze[k] = name
    return [g if lid == 0 else "camera" for g, lid in zip(gaze, lids, strict=True)]


def held(yaw: float) -> str:
    """The gaze that stays on the visitor while the head is turned by `yaw` degrees (the vestibulo-ocular reflex)."""
    return min(HELD, key=lambda name: abs(GAZES[name][0] + yaw))


def moments(loop: str, seed: int) -> list[Moment]:
    """All frames of a loop; the seed makes presenters differ."""
    temper = TEMPERS[loop]
    rng = np.random.default_rng([seed, *loop.encode()])
    n = round(temper.seconds * FPS)
    ends = settle(n)
    window = ends * (NEAR_REST + (1 - NEAR_REST) * settle(n, temper.phrases))

    def wander(deviation: float, pace: float = temper.pace) -> np.ndarray:
        noise = periodic(rng, n, pace)
        return deviation * np.clip(noise - noise[0], -2.4, 2.4) * window

    pitch, yaw, roll = (np.radians(wander(d)) for d in (temper.pitch, temper.yaw, temper.roll))
    sway = wander(temper.sway, .3)
    brow = np.clip(ends * (temper.brow_rest + temper.brow * periodic(rng, n, temper.pace * 1.3)), -.1, 1.)
    for at in temper.nods:
        pitch = pitch + nod(n, at + rng.uniform(-.2, .2), 2.2) * window
    breath = .024 * (1 - np.cos(2 * np.pi * temper.breaths * np.arange(n) / n)) / 2
    lids = blinks(rng, n, temper.blink_every)
    looks = glances(rng, lids, temper.glances)
    gaze = [held(np.degrees(y)) if look == "camera" else look for look, y in zip(looks, yaw, strict=True)]
    return [
        Moment(Pose(pitch[i], yaw[i], roll[i], sway[i], breath[i], brow[i]), int(lids[i]), gaze[i]) for i in range(n)
    ]
