"""Which frames are left out, and why: one mask per message id."""

from itertools import pairwise

import numpy as np

from avatars.footage.limits import FPS, SMALLEST_EYES_PX
from avatars.footage.rate import FEWEST, pictures_a_second
from avatars.footage.track import Track

YAW, PITCH, ROLL = 25.0, 28.0, 30.0  # degrees
DARKEST, BLOWN = 45.0, 0.18
BLURRED = 12.0
STILL = 0.06  # grey levels: less change than this is the same picture again
_FROZEN_S, _COVERED_S = 0.4, 0.28
# In the order of weight: a frame with several marks is counted for the first.
ORDER = (
    "footage.no_face", "footage.several_people", "footage.frozen", "footage.few_pictures", "footage.too_small",
    "footage.turned_away", "footage.mouth_covered", "footage.too_dark", "footage.too_bright", "footage.blurred",
)  # fmt: skip


def marks(track: Track) -> dict[str, np.ndarray]:
    """(n,) bool by message id: True is left out."""
    face = track.face
    with np.errstate(invalid="ignore"):
        found = {
            "footage.no_face": ~face & ~np.isfinite(track.eyes_px),
            "footage.several_people": track.count > 1,
            "footage.frozen": runs_of(track.change < STILL, round(_FROZEN_S * FPS)),
            "footage.few_pictures": pictures_a_second(track.moved) < FEWEST,
            "footage.too_small": track.eyes_px < SMALLEST_EYES_PX,
            "footage.turned_away": face & turned(track.pose),
            "footage.mouth_covered": runs_of(covered(track.mouth_look, face), round(_COVERED_S * FPS)),
            "footage.too_dark": face & (track.light < DARKEST),
            "footage.too_bright": face & (track.clipped > BLOWN),
            "footage.blurred": face & (track.sharpness < BLURRED),
        }
    return {name: settled(found[name]) for name in ORDER}


def turned(pose: np.ndarray) -> np.ndarray:
    """(n,) bool of (n, 3) yaw, pitch, roll. Nobody's resting pitch is 0: it is counted from the clip's own middle."""
    if not np.isfinite(pose).any():
        return np.zeros(len(pose), bool)
    nod = np.abs(pose[:, 1] - np.clip(np.nanmedian(pose[:, 1]), -15, 15))
    return np.asarray((np.abs(pose[:, 0]) > YAW) | (nod > PITCH) | (np.abs(pose[:, 2]) > ROLL))


def covered(look: np.ndarray, face: np.ndarray) -> np.ndarray:
    """(n,) bool: something lies over the mouth. `look`: see `look.mouth_look`.

    Always: lips and chin have one colour, far less red than the cheeks (a mask). For a while: lips that are
    redder than cheeks stop being so, and the chin changes with them or is of one colour with them (a hand, a cup).
    """
    if face.sum() < FPS:
        return np.zeros(len(face), bool)
    lips, light, chin, chin_light = look[:, 0], look[:, 2], look[:, 3], look[:, 4]
    mask = (lips < -12) & (chin < -10) & (np.abs(lips - chin) < 6)
    usual = np.nanmedian(look, axis=0)
    spread = 1.4826 * np.nanmedian(np.abs(look - usual), axis=0) + 1.0
    pale = (np.abs(lips - usual[0]) > np.maximum(5.0, 3.5 * spread[0])) & (lips < usual[0])
    other = np.abs(light - usual[2]) > np.maximum(30.0, 4 * spread[2])
    odd_chin = (np.abs(chin - usual[3]) > np.maximum(5.0, 4 * spread[3])) | (
        np.abs(chin_light - usual[4]) > np.maximum(30.0, 4 * spread[4])
    )
    one_colour = (np.abs(lips - chin) < 2.5) & (np.abs(light - chin_light) < 10) & (usual[0] - usual[3] > 5)
    return np.asarray(face & (mask | ((pale | other) & (odd_chin | one_colour))))


def runs_of(mask: np.ndarray, least: int) -> np.ndarray:
    """`mask` with only its runs of `least` frames and more."""
    out = np.zeros_like(mask)
    for start, end in stretches(mask):
        out[start:end] = end - start >= least
    return out


def stretches(mask: np.ndarray) -> list[tuple[int, int]]:
    """[start, end) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def settled(mask: np.ndarray, gap: int = 6) -> np.ndarray:
    """Gaps of good frames shorter than `gap` between two bad stretches are bad, too: nothing can be used of them."""
    out = mask.copy()
    runs = stretches(mask)
    for (_, end), (start, _) in pairwise(runs):
        if start - end < gap:
            out[end:start] = True
    return out
