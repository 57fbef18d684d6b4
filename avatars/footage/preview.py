"""What pages show of an avatar: a still picture, and a few seconds in which it says a greeting."""

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from avatars.engine import FPS, Bundle, RenderedSlice, render_offline
from avatars.engine.clip import write_clip
from avatars.engine.colour import i420_to_bgr, planes
from avatars.speech import SpeechConfig, SpokenPiece, catalogue

THUMBNAIL, PREVIEW = "thumbnail.webp", "preview.mp4"
SIDE = 384
LONGEST_FRAMES = 6 * FPS
QUIET_FRAMES = (8, 20)  # before and after the greeting


def write_preview(folder: Path) -> None:
    """Thumbnail and preview of the bundle in `folder`, into it."""
    with tempfile.TemporaryDirectory() as cache:
        bundle = Bundle.load(folder, cache)
        pieces = _greeting(bundle.manifest)
        pcm = np.concatenate([p.pcm for p in pieces])[: LONGEST_FRAMES * 1920]
        slices = render_offline(bundle, pcm, _phonemes(pieces), 0, *QUIET_FRAMES)
        write_clip(folder / PREVIEW, _small(slices), crf=23)
        still = i420_to_bgr(np.ascontiguousarray(bundle.loops["idle"].frames[_open_eyed(bundle)]))
    side = min(SIDE, still.shape[0])
    small = cv2.resize(still, (side, side), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(folder / THUMBNAIL), small, [cv2.IMWRITE_WEBP_QUALITY, 88])


def _open_eyed(bundle: Bundle) -> int:
    return int(bundle.loops["idle"].blink.argmin())


def _greeting(manifest: Mapping[str, Any]) -> list[SpokenPiece]:
    """Said by the embedded voice, which every installation has."""
    language = manifest.get("default_language") or "en"
    text = (manifest.get("greeting") or {}).get(language)
    if not text:
        language, text = "en", f"Hello, I'm {manifest['name']}. Nice to meet you."

    async def said() -> list[SpokenPiece]:
        voice = catalogue(SpeechConfig()).voice_for(language, "", manifest.get("voice") or {})
        return [piece async for piece in voice.speak(text)]

    return asyncio.run(said())


def _phonemes(pieces: list[SpokenPiece]) -> list[Any]:
    found, at = [], 0.0
    for piece in pieces:
        found += [replace(p, start_s=p.start_s + at, end_s=p.end_s + at) for p in piece.phonemes]
        at += len(piece.pcm) / 48_000
    return found


def _small(slices: Iterator[RenderedSlice]) -> Iterator[RenderedSlice]:
    for item in slices:
        yield replace(item, image=_shrunk(item.image))


def _shrunk(image: np.ndarray) -> np.ndarray:
    """I420 of at most SIDE pixels."""
    side = min(SIDE, image.shape[1])
    out = np.empty((side * 3 // 2, side), np.uint8)
    for source, target in zip(planes(image), planes(out), strict=True):
        target[:] = cv2.resize(source, target.shape[::-1], interpolation=cv2.INTER_AREA)
    return out
