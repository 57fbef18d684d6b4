"""How much of each pixel of a loop is the presenter. Kept deflated: a frame is some kilobytes and .3 ms."""

import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np

from .errors import BundleError
from .loops import Cache, decode, keep

NOTHING, ALL = 5, 250  # what lies beyond is the video's noise
_LEVEL = 1
_MARK = b"alpha1"


class Alpha:
    """The alpha of a loop: `alpha[i]` is (h, w) uint8, 255 where only the presenter is seen."""

    def __init__(self, packed: list[memoryview], size: tuple[int, int]) -> None:
        self._packed, self._shape = packed, size[::-1]

    def __len__(self) -> int:
        return len(self._packed)

    def __getitem__(self, index: int) -> np.ndarray:
        return np.frombuffer(zlib.decompress(self._packed[index]), np.uint8).reshape(self._shape)

    @property
    def nbytes(self) -> int:
        """Of memory, which all processes share."""
        return sum(map(len, self._packed))


def open_alpha(file: Path, count: int, cache: Cache) -> Alpha:
    """The alpha of a loop of `count` frames, decoded once and then kept. Raises `BundleError`."""
    cached = cache.path("alpha", file)
    packed = _read(cached)
    if len(packed) != count:
        keep(cached, lambda raw: _decode_into(raw, file, count, cache))
        packed = _read(cached)
    if len(packed) != count:
        raise BundleError(f"{cached} could not be kept whole.")
    return Alpha(packed, cache.size)


def _decode_into(raw: BinaryIO, file: Path, count: int, cache: Cache) -> None:
    raw.write(_MARK)
    clean = np.arange(256, dtype=np.uint8)
    clean[:NOTHING], clean[ALL + 1 :] = 0, 255
    for image in decode(file, count, cache, "gray"):
        packed = zlib.compress(cv2.LUT(image, clean).tobytes(), _LEVEL)
        raw.write(struct.pack("<I", len(packed)) + packed)


def _read(cached: Path) -> list[memoryview]:
    """The frames' packed bytes, mapped; none where the file is not there or was cut off."""
    if not cached.is_file() or cached.stat().st_size < len(_MARK):
        return []
    data = np.memmap(cached, np.uint8, "r").data
    if data[: len(_MARK)] != _MARK:
        return []
    at, packed = len(_MARK), []
    while at + 4 <= len(data):
        (length,) = struct.unpack_from("<I", data, at)
        packed.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return packed if at == len(data) else []
