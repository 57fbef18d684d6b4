"""How good the pictures of a bundle are: its own footage, drawn again and compared."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import cv2
import numpy as np

from avatars.engine.bundle import Bundle, Loop, Mouth
from avatars.engine.colour import i420_to_bgr
from avatars.engine.own import OwnLoop
from avatars.engine.own_mouth import OwnChooser
from avatars.engine.own_renderer import OwnRenderer
from avatars.engine.timeline import base_of

from .face_space import ABOVE, SPAN
from .shapes import INNER_LIPS, OUTER_LIPS, POINTS

SIDE = 128  # pixels of the crop that is compared
_SPAN, _ABOVE = 1.35, 0.27  # its width, and how far below the eyes it begins, in distances between the eyes
NEIGHBOURS = 15  # frames before and after a frame that must not help to draw it


@dataclass(frozen=True)
class Picture:
    """Of drawn mouths against the filmed ones: PSNR in dB, SSIM, and sharpness as a share of the real one's."""

    psnr: float
    ssim: float
    sharpness: float
    frames: int


@dataclass(frozen=True)
class Quality:
    """The quality card, kept in the manifest."""

    picture: Picture | None
    score: float  # 0 to 100: for comparing bundles of one avatar
    eyes_px: float
    footage_s: float
    units: int
    rate: float | None = None  # new pictures a second in the footage, None where they could not be counted
    seams_px: dict[str, float] = field(default_factory=dict)
    drawn_idle: bool = False  # no quiet stretch was found: the mouth of the idle loop is drawn
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def score(picture: Picture | None) -> float:
    """0 to 100: 20 dB and no likeness to 34 dB, SSIM of 1 and full sharpness."""
    if picture is None:
        return 0.0
    parts = (
        np.clip((picture.psnr - 20) / 14, 0, 1), np.clip((picture.ssim - 0.7) / 0.28, 0, 1),
        np.clip(picture.sharpness, 0, 1),
    )  # fmt: skip
    return round(float(100 * np.mean(parts)), 1)


def render_with_shapes(
    bundle: Bundle, shapes: np.ndarray, base: str = "speak", allowed: np.ndarray | None = None
) -> Iterator[np.ndarray]:
    """The loop `base` from its first frame, on which the mouth does `shapes` (n, k): I420 pictures.

    allowed: (u,) bool, units that may be shown.
    """
    yield from draw(bundle.mouth, bundle.loops[base], shapes, allowed)


def draw(
    mouth: Mouth, loop: Loop, shapes: np.ndarray, allowed: np.ndarray | None = None
) -> Iterator[np.ndarray]:
    """The same of the parts of a bundle."""
    renderer, chooser = OwnRenderer(mouth), OwnChooser(mouth, allowed)
    at = np.arange(len(shapes)) % len(loop)
    for i, frame in zip(at, chooser.plan(shapes, poses=loop.pose[at]), strict=True):
        yield renderer.render(base_of(loop, int(i)), frame)


def measure_picture(
    mouth: Mouth, loop: Loop, frames: np.ndarray, allowed: np.ndarray | None = None
) -> Picture:
    """The frames (indices of the loop, in order) drawn with the shapes that their own mouths show.

    Over the mouth crop's ellipse: mean PSNR over all pixels, SSIM (Wang 2004, 7 x 7 means) and the energy of the
    Laplacian, of grey levels.
    """
    drawn = draw(mouth, _part(loop, frames), loop.filmed.own[frames], allowed)
    region = _region(mouth)
    error, alike, energy = [], [], []
    for i, image in zip(frames, drawn, strict=True):
        real, made = (_crop(p, loop.filmed.place[i], mouth) for p in (np.asarray(loop.frames[i]), image))
        error.append(((real - made)[region] ** 2).mean())
        alike.append(_ssim(real.mean(2), made.mean(2))[region].mean())
        energy.append([(cv2.Laplacian(p.mean(2), cv2.CV_32F)[region] ** 2).mean() for p in (made, real)])
    sharp = np.sum(energy, 0)
    psnr = -10 * np.log10(max(float(np.mean(error)), 1e-9))
    return Picture(
        round(psnr, 2), round(float(np.mean(alike)), 4), round(float(sharp[0] / sharp[1]), 3), len(frames)
    )


def _part(loop: Loop, at: np.ndarray) -> Loop:
    own = OwnLoop(loop.filmed.place[at], loop.filmed.own[at], loop.filmed.tone[at], loop.filmed.small[at])
    frames = np.stack([loop.frames[index] for index in at])
    return Loop(loop.name, frames, loop.warp[at], loop.pose[at], None, loop.blink[at], own)


def _crop(image: np.ndarray, place: np.ndarray, mouth: Mouth) -> np.ndarray:
    """I420 -> the mouth's crop, (128, 128, 3) float32 0 to 1."""
    to_crop = _to_small(mouth.mask.shape[1]) @ np.vstack([place, [0, 0, 1]])
    bgr = i420_to_bgr(np.ascontiguousarray(image))
    return cv2.warpAffine(bgr, to_crop[:2], (SIDE, SIDE), flags=cv2.INTER_AREA).astype(np.float32) / 255


def _to_small(side: int) -> np.ndarray:
    """(3, 3) from the bundle's crop to the crop that is compared."""
    eyes = side / SPAN
    scale = SIDE / _SPAN / eyes
    return np.array([
        [scale, 0, SIDE / 2 - scale * side / 2],
        [0, scale, scale * ABOVE * eyes - _ABOVE / _SPAN * SIDE],
        [0, 0, 1],
    ])  # fmt: skip


def _region(mouth: Mouth) -> np.ndarray:
    """(128, 128) bool: the ellipse round the mean lips, down to the chin."""
    lips = mouth.points_mean[[POINTS.index(p) for p in OUTER_LIPS + INNER_LIPS]]
    small = _to_small(mouth.mask.shape[1])
    at = lips @ small[:2, :2].T + small[:2, 2]
    centre, wide = at.mean(0), np.ptp(at[:, 0]) * 0.85
    y, x = np.mgrid[:SIDE, :SIDE]
    return ((x - centre[0]) / wide) ** 2 + ((y - centre[1] - 0.06 * SIDE) / (wide * 0.85)) ** 2 < 1


def _ssim(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    def mean(p: np.ndarray) -> np.ndarray:
        return cv2.blur(p, (7, 7), borderType=cv2.BORDER_REFLECT)

    ma, mb = mean(a), mean(b)
    va, vb, both = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    return ((2 * ma * mb + 1e-4) * (2 * both + 9e-4)) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4))
