"""FFmpeg's filters on decoded frames, whose colours and times stay: whole pictures, square pixels, parts of them."""

from collections.abc import Iterable, Iterator
from typing import Any

import av
import av.filter

_ODDEST = 4.0  # width over height of a pixel, or height over width; more is a broken header
Timed = tuple[float, Any]  # time in s, frame


def deinterlaced(frames: Iterable[Timed]) -> Iterator[Timed]:
    """With the two fields of interlaced frames made one picture, by FFmpeg's bwdif filter.

    Frames that are told to be whole pass as they are, and so does all that comes before the first interlaced one.
    """
    graph, shape = None, None
    for time_s, frame in frames:
        now = (frame.width, frame.height, frame.format.name)
        if graph is not None and now != shape:
            yield from _pulled(graph, ended=True)
            graph = None
        if graph is None and frame.interlaced_frame:
            graph, shape = _graph(frame, "bwdif", "mode=send_frame:deint=interlaced"), now
        if graph is None:
            yield time_s, frame
            continue
        graph.push(frame)
        yield from _pulled(graph)
    if graph is not None:
        yield from _pulled(graph, ended=True)


def _pulled(graph: Any, ended: bool = False) -> Iterator[Timed]:
    if ended:
        graph.push(None)
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        yield float(frame.pts * frame.time_base), frame


def square_width(pictures: Any, width: int) -> int:
    """How wide, even, frames of this width are with square pixels; pictures: their stream. Tapes have others."""
    shape = float(pictures.sample_aspect_ratio or 1)
    if shape == 1 or not 1 / _ODDEST <= shape <= _ODDEST:
        return width
    return round(width * shape / 2) * 2


class _Filter:
    """Keeps its graph while frames are alike."""

    def __init__(self) -> None:
        self._made: tuple[Any, ...] = ()
        self._graph: Any = None

    def _through(self, frame: Any, name: str, options: str) -> Any:
        asked = (frame.width, frame.height, frame.format.name, options)
        if asked != self._made:
            self._graph, self._made = _graph(frame, name, options), asked
        self._graph.push(frame)
        return self._graph.pull()


class Squarer(_Filter):
    """Frames of a stream with square pixels."""

    def __init__(self, pictures: Any) -> None:
        super().__init__()
        self._pictures = pictures

    def out(self, frame: Any) -> Any:
        """As wide as it is shown."""
        width = square_width(self._pictures, frame.width)
        if width == frame.width:
            return frame
        return self._through(frame, "scale", f"{width}:{frame.height}:flags=bicubic")


class Cutter(_Filter):
    """Cuts frames without a copy of their pixels."""

    def out(self, frame: Any, part: tuple[int, int, int, int]) -> Any:
        """part: left, top, width, height in the frame's own pixels."""
        left, top, width, height = part
        if part == (0, 0, frame.width, frame.height):
            return frame
        return self._through(frame, "crop", f"{width}:{height}:{left}:{top}")


def _graph(frame: Any, name: str, options: str) -> Any:
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format.name, time_base=frame.time_base
    )
    source.link_to(made := graph.add(name, options))
    made.link_to(graph.add("buffersink"))
    graph.configure()
    return graph
