"""Frames over grey are kept without the grey that the presenter never covers; .1 ms fills it in again."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np

from .alpha import Alpha
from .background import GREY
from .colour import bgr_to_yuv
from .errors import BundleError
from .loops import Cache, decode, keep

BAND = 8  # rows of light that share a span of columns, and half as many of colour
MARGIN = 4  # pixels around the presenter: a filter over its edge reads two more, of light or of colour
_LIGHT, *_COLOURS = (int(v) for v in bgr_to_yuv(np.full((1, 1, 3), GREY, np.uint8))[0, 0])


class CoveredFrames:
    """The frames of a loop: `frames[i]` is a new (h * 3 / 2, w) uint8 I420, grey where no frame shows the presenter.

    packed: (n, bytes) uint8, of each frame what `_parts` says; spans: (bands, 2) left and right of each band.
    """

    def __init__(self, packed: np.ndarray, spans: np.ndarray, size: tuple[int, int]) -> None:
        self._packed, self._spans, self._size = packed, spans, size

    def __len__(self) -> int:
        return len(self._packed)

    def __getitem__(self, index: int) -> np.ndarray:
        image, packed, at = _grey(self._size), self._packed[index], 0
        for part in _parts(image, self._spans):
            part[:] = packed[at : at + part.size].reshape(part.shape)
            at += part.size
        return image

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self[index] for index in range(len(self)))

    @property
    def nbytes(self) -> int:
        """Of memory, which all processes share."""
        return self._packed.nbytes


def open_covered(file: Path, alpha_file: Path, alpha: Alpha, cache: Cache) -> CoveredFrames:
    """The loop's frames, as many as `alpha` has, decoded once and then kept. Raises `BundleError`."""
    cached = cache.path("covered", file, alpha_file)
    frames = _read(cached, len(alpha), cache.size)
    if frames is None:
        keep(cached, lambda raw: _decode_into(raw, file, alpha, cache))
        frames = _read(cached, len(alpha), cache.size)
    if frames is None:
        raise BundleError(f"{cached} could not be kept whole.")
    return frames


def _decode_into(raw: BinaryIO, file: Path, alpha: Alpha, cache: Cache) -> None:
    spans = _covered(alpha, cache.size)
    raw.write(spans.tobytes())
    for image in decode(file, len(alpha), cache, "yuv420p"):
        raw.write(np.concatenate([part.ravel() for part in _parts(image, spans)]).tobytes())


def _covered(alpha: Alpha, size: tuple[int, int]) -> np.ndarray:
    """(bands, 2) uint16: from which even column up to which the presenter is ever seen, with the margin."""
    seen = np.zeros(size[::-1], np.uint8)
    for index in range(len(alpha)):
        np.maximum(seen, alpha[index], out=seen)
    seen = cv2.dilate(seen, np.ones((2 * MARGIN + 1,) * 2, np.uint8))
    spans = np.zeros((_bands(size), 2), np.uint16)
    for band, span in enumerate(spans):
        columns = np.flatnonzero(seen[band * BAND : (band + 1) * BAND].any(0))
        if len(columns):
            span[:] = columns[0] // 2 * 2, columns[-1] // 2 * 2 + 2
    return spans


def _read(cached: Path, count: int, size: tuple[int, int]) -> CoveredFrames | None:
    """None where the file is not there or was cut off."""
    head = 4 * _bands(size)
    if not cached.is_file() or cached.stat().st_size <= head:
        return None
    data = np.asarray(np.memmap(cached, np.uint8, "r"))
    spans, packed = data[:head].view(np.uint16).reshape(-1, 2).astype(int), data[head:]
    each = sum(part.size for part in _parts(_grey(size), spans))
    return CoveredFrames(packed.reshape(count, each), spans, size) if packed.size == count * each else None


def _parts(image: np.ndarray, spans: np.ndarray) -> Iterator[np.ndarray]:
    """Views of what is kept of a whole image, band by band: its light, then its two colours."""
    h, w = image.shape[0] * 2 // 3, image.shape[1]
    light, colours = image[:h], image[h:].reshape(2, h // 2, w // 2)
    for top, (left, right) in zip(range(0, h, BAND), spans, strict=True):
        yield light[top : top + BAND, left:right]
        yield colours[:, top // 2 : (top + BAND) // 2, left // 2 : right // 2]


def _grey(size: tuple[int, int]) -> np.ndarray:
    w, h = size
    image = np.empty((h * 3 // 2, w), np.uint8)
    image[:h] = _LIGHT
    image[h:].reshape(2, -1)[:] = np.array(_COLOURS, np.uint8)[:, None]
    return image


def _bands(size: tuple[int, int]) -> int:
    return -(-size[1] // BAND)
