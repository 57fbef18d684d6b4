"""The loops' pictures and what goes with each: ends that run into beginnings, and mouths at rest where none was."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from avatars.engine.bundle import Loop, Mouth
from avatars.engine.mouth import MouthFrame
from avatars.engine.own import OwnLoop
from avatars.engine.own_mouth import OwnChooser
from avatars.engine.own_renderer import OwnRenderer
from avatars.engine.own_writer import coarse_warp, small_pictures
from avatars.engine.timeline import base_of

from .loops import Stretch
from .morph import morph
from .shapes import LipShapes

STIR, STIR_FRAMES = 0.12, 4.0  # share and slowness of what still stirs in a mouth at rest
FACE = (*range(0, 468, 3), 61, 291, 13, 14, 152)  # points that a morph brings together


def loop_of(
    name: str,
    stretch: Stretch,
    pictures: dict[int, np.ndarray],
    points: np.ndarray,
    lips: LipShapes,
    tones: dict[int, np.ndarray],
    blink: np.ndarray,
) -> Loop:
    """A loop with its closing; points: (n, 478, 3) pixels of the picture; tones: of light alone, calmed."""
    frames, fades = stretch.frames(), stretch.fades()
    images = [pictures[int(f)] for f in frames]
    rows = {
        "place": lips.space.to_crop[frames], "own": lips.shapes[frames], "pose": lips.pose[frames],
        "tone": np.stack([tones[int(f)] for f in frames]), "blink": blink[frames],
    }  # fmt: skip
    rows = {key: np.array(value, np.float32) for key, value in rows.items()}
    for at, (frame, share) in fades.items():
        mine = points[frames[at], FACE, :2].astype(np.float32)
        theirs = points[frame, FACE, :2].astype(np.float32)
        images[at] = morph(images[at], mine, pictures[frame], theirs, share)
        other = {
            "place": lips.space.to_crop[frame], "own": lips.shapes[frame], "pose": lips.pose[frame],
            "tone": tones[frame], "blink": blink[frame],
        }  # fmt: skip
        for key, value in other.items():
            rows[key][at] = rows[key][at] * (1 - share) + value * share
    stacked = np.stack(images)
    box = (0, 0, stacked.shape[2], stacked.shape[1] * 2 // 3)
    own = OwnLoop(rows["place"], rows["own"], rows["tone"], small_pictures(stacked))
    return Loop(name, stacked, coarse_warp(own.place, box), rows["pose"], None, rows["blink"], own)


def resting_shapes(own: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """own: (n, k) what the loop's own mouth does -> (n, k) float32 at rest, but not frozen: a slow share of it."""
    slow = gaussian_filter1d(own, STIR_FRAMES, axis=0, mode="wrap")
    return np.asarray(rest + STIR * (slow - slow.mean(0)), np.float32)


def at_rest(loop: Loop, mouth: Mouth, rest: np.ndarray) -> Loop:
    """The same loop with a mouth at rest drawn into each of its frames."""
    renderer = OwnRenderer(mouth)
    unit = OwnChooser(mouth).plan(rest[None])[0].units[0][0]
    shapes = resting_shapes(loop.filmed.own, rest)
    frames = np.stack([
        renderer.render(base_of(loop, i), MouthFrame(shape, ((unit, 1.0),))) for i, shape in enumerate(shapes)
    ])  # fmt: skip
    own = OwnLoop(loop.filmed.place, shapes, loop.filmed.tone, small_pictures(frames))
    return Loop(loop.name, frames, loop.warp, loop.pose, None, loop.blink, own)
