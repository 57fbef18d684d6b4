"""Opens a stranger's media file: local files alone, no playlists, limited pixels."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np

from avatars.footage.errors import FootageError

MAX_PIXELS = 4096 * 4096
_SILENT, _LISTENED_S = 0.002, 20.0  # of full scale; of a track that is silent while another is heard
# Demuxers that read other files, devices or the network, or that make pictures out of nothing.
_NEVER = {
    "hls", "dash", "concat", "concatf", "sdp", "rtsp", "rtp", "sap", "lavfi", "image2", "image2pipe",
    "webm_dash_manifest", "ffmetadata", "imf", "tty", "vapoursynth",
    "alsa", "fbdev", "oss", "video4linux2", "v4l2", "x11grab",
    "xcbgrab", "pulse", "sndio", "jack", "kmsgrab", "avfoundation", "bluray", "dvdvideo", "libcdio", "rawvideo", "txt",
}  # fmt: skip


@cache
def _readable() -> str:
    return ",".join(
        sorted(name for name in av.formats_available if not name.startswith("_") and name not in _NEVER)
    )


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """An av input container with its video stream's pixels limited. Raises FootageError("footage.unreadable")."""
    options = {"protocol_whitelist": "file", "format_whitelist": _readable(), "max_streams": "32"}
    try:
        source = av.open(str(path), options=options, metadata_errors="ignore")
    except (av.FFmpegError, OSError, ValueError) as error:
        raise FootageError("footage.unreadable") from error
    with source:
        for stream in source.streams.video:
            stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
            stream.thread_type = "AUTO"
        yield source


def picture_stream(source: Any) -> Any | None:
    """The video stream, covers and thumbnails left out."""
    kept = [s for s in source.streams.video if not (s.disposition & s.disposition.__class__.attached_pic)]
    return kept[0] if kept else None


def sound_stream(source: Any) -> Any | None:
    """The first sound track in which something is heard, else the first: screen recorders and cameras write empty ones.

    Only of several tracks is the file read until one is heard; it is at its beginning again.
    """
    streams = list(source.streams.audio)
    if len(streams) < 2:
        return streams[0] if streams else None
    heard, begins_s = set(), (source.start_time or 0) / av.time_base
    for packet in packets(source, streams):
        if any(_is_heard(frame) for frame in decoded(packet)):
            heard.add(packet.stream.index)
        if streams[0].index in heard or (heard and _time_s(packet) - begins_s > _LISTENED_S):
            break
    source.seek(0)
    return next((stream for stream in streams if stream.index in heard), streams[0])


def _is_heard(frame: Any) -> bool:
    parts = av.AudioResampler(format="flt", layout="mono").resample(frame)
    return any(np.nanmax(np.abs(part.to_ndarray()), initial=0.0) > _SILENT for part in parts)


def _time_s(packet: Any) -> float:
    return float(packet.pts * packet.time_base) if packet.pts is not None else 0.0


def packets(source: Any, streams: list[Any]) -> Iterator[Any]:
    """What can be read until the file ends or breaks."""
    found = source.demux(streams)
    while True:
        try:
            yield next(found)
        except (StopIteration, av.FFmpegError):
            return


def decoded(packet: Any) -> list[Any]:
    """Its frames; none where it is broken."""
    try:
        return list(packet.decode())
    except av.FFmpegError:
        return []


def first_time(source: Any, pictures: Any) -> float:
    """When a file begins, in seconds: its first picture. The source is at its beginning again."""
    for packet in packets(source, [pictures]):
        if packet.pts is not None:
            time_s = float(packet.pts * packet.time_base)
            source.seek(0)
            return time_s
    return 0.0
