"""Stage 1: what the files are, without decoding them. In a child process: containers are a stranger's.

Writes probe.json: {"takes": [{"file", "seconds", "width", "height", "fps", "keys", "codec", "container", "rotation",
"sound"}], "seconds"}; width: with square pixels; keys: pictures that can be decoded alone.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from avatars.footage import sandbox
from avatars.footage.child import Progress, run_child, serve, silent
from avatars.footage.errors import FootageError, Reason, refusal
from avatars.footage.files import digest, is_done, mark_done, read_json, write_json
from avatars.footage.limits import LARGEST_BYTES, LARGEST_SIDE, LONGEST_S, MOST_FPS, SHORTEST_S
from avatars.footage.takes import SourceTake, read_takes, take_paths

PROBE = "probe.json"
_TRIES = 60  # packets until the first picture must have come


def probe(work: Path, progress: Progress = silent, *, shortest_s: float = SHORTEST_S) -> dict[str, Any]:
    """What the takes of `work` are. Raises FootageError with all reasons against them."""
    made = work / PROBE
    inputs = digest(take_paths(work), shortest_s=shortest_s, version=2)
    if not is_done(work, "probe", inputs, [made]):
        task = {"name": "probe", "work": str(work), "takes": [asdict(take) for take in read_takes(work)]}
        write_json(made, _accepted(run_child("probe", task, progress, wall_s=120), shortest_s))
        mark_done(work, "probe", inputs)
    progress(1.0)
    found: dict[str, Any] = read_json(made)
    return found


def _accepted(found: dict[str, Any], shortest_s: float) -> dict[str, Any]:
    """`found` as it is, if a recording may be so. Raises FootageError."""
    seconds, takes = found["seconds"], found["takes"]
    reasons = []
    if not any(take["sound"] for take in takes):
        reasons.append(Reason("footage.no_sound"))
    if seconds < shortest_s:
        reasons.append(Reason("footage.too_short", {"seconds": int(seconds), "shortest_s": int(shortest_s)}))
    if seconds > LONGEST_S + 1:
        minutes = {"minutes": round(seconds / 60, 1), "longest": int(LONGEST_S / 60)}
        reasons.append(Reason("footage.too_long", minutes))
    if any(max(take["width"], take["height"]) > LARGEST_SIDE for take in takes):
        reasons.append(Reason("footage.too_many_pixels"))
    if any(take["fps"] > MOST_FPS for take in takes):
        reasons.append(Reason("footage.unreadable"))
    if reasons:
        raise refusal(reasons)
    return found


def probe_takes(task: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The child's work."""
    work, takes = Path(task["work"]), [SourceTake(**row) for row in task["takes"]]
    if not takes:
        raise FootageError("footage.unreadable")
    if sum((work / "source" / take.file).stat().st_size for take in takes) > LARGEST_BYTES:
        raise FootageError("footage.too_big")
    rows = []
    for done, take in enumerate(takes):
        rows.append({"file": take.file} | _probe_file(work / "source" / take.file, take))
        progress((done + 1) / len(takes))
    return {"takes": rows, "seconds": sum(row["seconds"] for row in rows)}


def _probe_file(path: Path, take: SourceTake) -> dict[str, Any]:
    from avatars.footage.frame_filters import square_width
    from avatars.footage.openers import opened, picture_stream

    with opened(path) as source:
        pictures = picture_stream(source)
        if pictures is None:
            raise FootageError("footage.no_picture")
        first = _first_picture(source, pictures)
        count, keys, start, end = _extent(source, pictures)
        sound, codec = bool(source.streams.audio), pictures.codec_context.name
        width = square_width(pictures, first.width)
    seconds = max(0.0, min(end, start + (take.end_s or 1e9)) - start - take.start_s)
    return {
        "seconds": round(seconds, 3),
        "width": width,
        "height": first.height,
        "fps": round(count / max(end - start, 1e-3), 2),
        "keys": keys,
        "codec": codec,
        "container": source.format.name,
        "rotation": int(first.rotation),
        "sound": sound,
    }


def _first_picture(source: Any, pictures: Any) -> Any:
    """Raises FootageError where none can be decoded."""
    import av

    for tried, packet in enumerate(source.demux(pictures)):
        try:
            for frame in packet.decode():
                return frame
        except av.FFmpegError:
            continue
        if tried > _TRIES:
            break
    raise FootageError("footage.unreadable")


def _extent(source: Any, pictures: Any) -> tuple[int, int, float, float]:
    """Pictures, how many are key frames, first and last time in seconds, by the packets: headers lie."""
    import av

    times, keys, longest = [], 0, 0.0
    try:
        source.seek(0)
        for packet in source.demux(pictures):
            if packet.pts is not None:
                times.append(float(packet.pts * packet.time_base))
                keys += packet.is_keyframe
                longest = max(longest, float((packet.duration or 0) * packet.time_base))
    except av.FFmpegError:
        pass  # cut off: what came until here counts
    if not times:
        raise FootageError("footage.unreadable")
    step = (max(times) - min(times)) / max(1, len(times) - 1)
    return len(times), keys, min(times), max(times) + min(max(longest, step), 1.0)


if __name__ == "__main__":
    sandbox.confine(memory_mb=4096, cpu_s=100, file_mb=1)
    serve(probe_takes)
