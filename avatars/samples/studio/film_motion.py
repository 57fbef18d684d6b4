"""How a presenter moves in front of a camera for as long as a recording takes: head, breath, brows, gaze, blinks."""

from __future__ import annotations

import numpy as np

from avatars.engine.loudness import blurred

from . import motion
from .flow import Pose
from .motion import FPS, Moment

MOST = 4.  # degrees that a warp of one picture can show
LIVELY = {"pitch": 1.4, "yaw": 1.9, "roll": .9}  # degrees (deviation) while speaking
CALM = .6  # of it while listening
NOD = .9  # degrees that a stressed word lowers the head
BREATH_S = 3.7
BLINK_EVERY = (2.4, 4.4)  # seconds: 12 to 20 a minute
GLANCE_EVERY_S = 6.


def moments(n: int, energy: np.ndarray, seed: int) -> list[Moment]:
    """n frames. energy: (n,) 0..1, how loud the voice is in each."""
    rng = np.random.default_rng([seed, 25])
    stress = blurred(energy, .12) - blurred(energy, .6)
    talking = CALM + (1 - CALM) * blurred((blurred(energy, .3) > .08).astype(float), .5)
    angles = {name: talking * wander(rng, n, degrees) for name, degrees in LIVELY.items()}
    angles["pitch"] = angles["pitch"] + NOD * blurred(np.clip(stress, 0, None), .08) / .3
    pitch, yaw, roll = (np.radians(bounded(angles[name])) for name in ("pitch", "yaw", "roll"))
    sway = .016 * motion.periodic(rng, n, .3)
    brow = np.clip(.16 + .09 * motion.periodic(rng, n, .8) + 1.1 * stress, -.1, .8)
    breath = .024 * (1 - np.cos(2 * np.pi * (np.arange(n) / FPS / BREATH_S + .04 * motion.periodic(rng, n, .1)))) / 2
    lids = motion.blinks(rng, n, BLINK_EVERY)
    gaze = motion.glances(rng, lids, max(1, round(n / FPS / GLANCE_EVERY_S)))
    return [
        Moment(Pose(pitch[i], yaw[i], roll[i], sway[i], breath[i], float(brow[i])), int(lids[i]), gaze[i])
        for i in range(n)]


def wander(rng: np.random.Generator, n: int, degrees: float) -> np.ndarray:
    """Slow turning with quicker, smaller motion on it, (n,) degrees."""
    return degrees * (.85 * motion.periodic(rng, n, .3) + .45 * motion.periodic(rng, n, 1.1))


def bounded(angle: np.ndarray) -> np.ndarray:
    """Degrees held below `MOST` without a corner."""
    return MOST * np.tanh(angle / MOST)


def energy(pcm: np.ndarray, n: int) -> np.ndarray:
    """(n,) 0..1: how loud each frame's sound is, against the loudest."""
    frames = pcm[: len(pcm) // n * n].reshape(n, -1)
    level = np.sqrt((frames**2).mean(1))
    return np.asarray(level / max(level.max(), 1e-9))
