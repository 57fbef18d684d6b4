"""Loops are decoded once into raw I420 files, which all processes and sessions map into memory."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from .errors import BundleError

_DIGITS = 20  # of the content's digest, in a cached file's name


def open_loop(file: Path, count: int, size: tuple[int, int], cache_dir: Path, code: str) -> np.ndarray:
    """The loop's frames, (count, h * 3 / 2, w) uint8 I420, read-only and memory-mapped.

    The cache is keyed by the file's content and appears in one step, so that processes which start at once
    do no harm to each other. Raises `BundleError`.
    """
    if not file.is_file():
        raise BundleError(f"{file.name} is missing.")
    shape = (count, size[1] * 3 // 2, size[0])
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:_DIGITS]
    cached = cache_dir / f"{code}-{file.stem}-{digest}.i420"
    if not cached.is_file() or cached.stat().st_size != int(np.prod(shape)):
        _decode_into(file, shape, cached)
    return np.memmap(cached, np.uint8, "r", shape=shape)


def _decode_into(file: Path, shape: tuple[int, ...], cached: Path) -> None:
    cached.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=cached.parent, prefix=".loop-")
    written = 0
    try:
        with os.fdopen(handle, "wb") as raw:
            for image in decode(file, shape[1:]):
                raw.write(image.tobytes())
                written += 1
                if written > shape[0]:
                    break
        if written != shape[0]:
            raise BundleError(f"{file.name} does not hold the {shape[0]} frames that the manifest says.")
        os.replace(name, cached)
        _forget_older(cached)
    except BaseException:
        os.unlink(name)
        raise


def _forget_older(cached: Path) -> None:
    """Copies of earlier versions of the loop go; who still has one mapped keeps it until it ends."""
    stem = cached.stem[:-_DIGITS]
    for other in cached.parent.glob(f"{stem}{'[0-9a-f]' * _DIGITS}.i420"):
        if other != cached:
            other.unlink(missing_ok=True)


def decode(file: Path, shape: tuple[int, ...]) -> Iterator[np.ndarray]:
    """The pictures of `file` as I420 arrays of `shape`. Raises `BundleError`."""
    try:
        with av.open(str(file)) as video:
            if not video.streams.video:
                raise BundleError(f"{file.name} holds no pictures.")
            for frame in video.decode(video=0):
                image = frame.to_ndarray(format="yuv420p")
                if image.shape != tuple(shape):
                    raise BundleError(
                        f"{file.name} is {frame.width}x{frame.height}, not the manifest's size."
                    )
                yield image
    except FFmpegError as error:
        raise BundleError(f"{file.name} can not be decoded: {error}") from error
