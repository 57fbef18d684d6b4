"""The drawn mouth's edge neither flickers nor shows: measured on a drawn face that speaks with a mouth at rest."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from avatars.engine import Bundle
from avatars.engine.bundle import Loop
from avatars.engine.colour import planes
from avatars.footage.build import build_bundle
from avatars.footage.quality import draw

from .drawn_face import FRAMES, work_folder
from .test_build import MANIFEST

STEP = 8.0  # grey levels


@pytest.fixture(scope="module")
def held_out(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    train, base = np.ones(FRAMES, bool), slice(60, 100)
    train[base] = False
    work = work_folder(tmp_path_factory.mktemp("work") / "own")
    out: Path = tmp_path_factory.mktemp("held") / "own"
    build_bundle(work, out, MANIFEST, lambda share: None, train=train, base=base)
    return Bundle.load(out, tmp_path_factory.mktemp("cache"))


def edge(bundle: Bundle, loop: Loop, index: int) -> np.ndarray:
    """(h, w) bool: where a little of the mouth is laid over the picture."""
    w, h = bundle.size
    there = cv2.warpAffine(bundle.mouth.mask, cv2.invertAffineTransform(loop.filmed.place[index]), (w, h))
    return np.asarray((there > 0.05) & (there < 0.5))


def soft(image: np.ndarray) -> np.ndarray:
    """Brightness without the camera's noise, in which a step of light would drown."""
    return np.asarray(cv2.GaussianBlur(planes(image)[0].astype(np.float32), (0, 0), 3))


def flicker(bundle: Bundle, loop: Loop) -> tuple[float, float]:
    """Mean change from frame to frame at the edge, in grey levels: drawn with a mouth at rest, and as filmed."""
    rest = np.tile(bundle.visemes["sil"].shape, (len(loop), 1))
    drawn = [soft(image) for image in draw(bundle.mouth, loop, rest)]
    filmed = [soft(np.asarray(image)) for image in loop.frames]
    rings = [edge(bundle, loop, i) for i in range(1, len(loop))]
    changes = [
        np.mean([np.abs(b - a)[ring].mean() for a, b, ring in zip(images, images[1:], rings, strict=False)])
        for images in (drawn, filmed)
    ]
    return float(changes[0]), float(changes[1])


def stepped(loop: Loop) -> Loop:
    """The same loop with a light that is wrong in every second frame."""
    tone = loop.filmed.tone.copy()
    tone[::2, ..., 0] += STEP
    return replace(loop, own=replace(loop.filmed, tone=tone))


def test_the_edge_flickers_no_more_than_the_footage(held_out: Bundle) -> None:
    drawn, filmed = flicker(held_out, held_out.loops["speak"])
    assert drawn < 1.15 * filmed + 0.2


def test_a_light_that_jumps_would_be_seen(held_out: Bundle) -> None:
    drawn, filmed = flicker(held_out, stepped(held_out.loops["speak"]))
    assert drawn > 1.15 * filmed + 0.2
