"""Loops are decoded once into raw I420 files, which all processes and sessions map into memory."""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import av
import numpy as np
from av.error import FFmpegError

from .errors import BundleError

_DIGITS = 20  # of the content's digest, in a cached file's name


@dataclass(frozen=True)
class Cache:
    """Where what was decoded of one bundle is kept.

    stored, size: (width, height) of its files, and of the pictures that are delivered.
    """

    folder: Path
    code: str
    stored: tuple[int, int]
    size: tuple[int, int]

    def path(self, kind: str, *files: Path) -> Path:
        """Named after the first of `files`, keyed by their content and the size. Raises `BundleError`."""
        digest = hashlib.sha256()
        for file in files:
            if not file.is_file():
                raise BundleError(f"{file.name} is missing.")
            digest.update(file.read_bytes())
        key = digest.hexdigest()[:_DIGITS]
        return self.folder / f"{self.code}-{files[0].stem}-{self.size[0]}x{self.size[1]}-{key}.{kind}"


class Frames(Protocol):
    """The frames of a loop: `frames[i]` is (h * 3 / 2, w) uint8 I420."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> np.ndarray: ...

    def __iter__(self) -> Iterator[np.ndarray]: ...

    @property
    def nbytes(self) -> int:
        """Of memory, which all processes share."""


def open_loop(file: Path, count: int, cache: Cache) -> np.ndarray:
    """The loop's frames, (count, h * 3 / 2, w) uint8 I420, read-only and memory-mapped.

    Raises `BundleError`.
    """
    w, h = cache.size
    shape = (count, h * 3 // 2, w)
    cached = cache.path("i420", file)
    if not cached.is_file() or cached.stat().st_size != int(np.prod(shape)):
        keep(cached, lambda raw: _decode_into(raw, file, count, cache))
    return np.memmap(cached, np.uint8, "r", shape=shape)


def _decode_into(raw: BinaryIO, file: Path, count: int, cache: Cache) -> None:
    for image in decode(file, count, cache, "yuv420p"):
        raw.write(image.tobytes())


def keep(cached: Path, write: Callable[[BinaryIO], None]) -> None:
    """Make a cached file whole or not at all; copies of earlier versions of it, in its size, go.

    Of processes that start at once one writes, and the others wait for it: decoding takes seconds of a core.
    """
    cached.parent.mkdir(parents=True, exist_ok=True)
    before = _state(cached)
    with _alone(cached):
        if _state(cached) == before:
            _written(cached, write)


def _state(file: Path) -> tuple[int, int, int] | None:
    """Another one whenever the file was replaced; None where there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def _alone(cached: Path) -> Iterator[None]:
    """While no other process and thread decodes the same loop in the same size."""
    with cached.with_name(f"{cached.stem[:-_DIGITS]}lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _written(cached: Path, write: Callable[[BinaryIO], None]) -> None:
    handle, name = tempfile.mkstemp(dir=cached.parent, prefix=".loop-")
    try:
        with os.fdopen(handle, "wb") as raw:
            write(raw)
        os.replace(name, cached)
        _forget_older(cached)
    except BaseException:
        os.unlink(name)
        raise


def _forget_older(cached: Path) -> None:
    """Who still has one mapped keeps it until it ends. Other sizes stay: another process may deliver them."""
    same = cached.stem[:-_DIGITS]
    copy = re.compile(rf"{re.escape(same)}[0-9a-f]{{{_DIGITS}}}\.\w+")
    for other in cached.parent.iterdir():
        if other != cached and copy.fullmatch(other.name):
            other.unlink(missing_ok=True)


def decode(file: Path, count: int, cache: Cache, pixels: str) -> Iterator[np.ndarray]:
    """The `count` pictures of `file` in the delivered size: "yuv420p" (I420) or "gray". Raises `BundleError`."""
    seen = 0
    try:
        for frame in _frames(file):
            if (frame.width, frame.height) != cache.stored:
                raise BundleError(f"{file.name} is {frame.width}x{frame.height}, not the manifest's size.")
            seen += 1
            if seen > count:
                break
            yield frame.reformat(*cache.size, pixels, interpolation="AREA").to_ndarray()
    except FFmpegError as error:
        raise BundleError(f"{file.name} can not be decoded: {error}") from error
    if seen != count:
        raise BundleError(f"{file.name} does not hold the {count} frames that the manifest says.")


def _frames(file: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(file)) as video:
        if not video.streams.video:
            raise BundleError(f"{file.name} holds no pictures.")
        yield from video.decode(video=0)
