"""Seconds and memory from a recording to an active avatar, by the footage's length."""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av

from avatars.footage.takes import SourceTake, write_takes
from avatars.running import Ran, run_stage

from .report import Report

ROOT = Path(__file__).parent.parent
FILM = ROOT / "tests" / "fixtures" / "film" / "clip.mp4"
CREATION = ("probe", "clean", "faces", "gate", "speech")
LENGTHS_S = (15, 30, 60, 120, 300, 600)
TIMES, MOST_S_FOR_120 = 2.0, 240.0  # the promise: twice the footage's length, four minutes for two


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--clip", type=Path, default=FILM, help="footage that is repeated up to each length")
    parser.add_argument("--lengths", default=",".join(map(str, LENGTHS_S)), help="seconds, with commas")


def run(options: argparse.Namespace) -> Report:
    """The stages as the job runs them, each in a process of its own, one after the other."""
    lengths = sorted(float(length) for length in options.lengths.split(","))
    report = Report("activation", {"clip": options.clip.name, "seconds": seconds_of(options.clip)})
    rows = []
    for length_s in lengths:
        with tempfile.TemporaryDirectory(prefix="bench-activation-") as folder:
            rows.append(measure(options.clip, length_s, Path(folder)))
            show(rows[-1])
            tell(report, rows[-1])
    grows_straight(report, rows)
    return report


@dataclass(frozen=True)
class Row:
    """One length of footage: what its stages took, and how large the bundle is."""

    length_s: float
    stages: dict[str, Ran]
    bundle_mb: float

    @property
    def seconds(self) -> float:
        return sum(ran.seconds for ran in self.stages.values())

    @property
    def cpu_s(self) -> float:
        return sum(ran.cpu_s for ran in self.stages.values())

    @property
    def peak_mb(self) -> float:
        return max(ran.peak_mb for ran in self.stages.values())


def seconds_of(clip: Path) -> float:
    """Of the container."""
    with av.open(str(clip)) as source:
        return float(source.duration or 0) / av.time_base


def measure(clip: Path, length_s: float, folder: Path) -> Row:
    """The stages of one length."""
    source = folder / "work" / "source"
    source.mkdir(parents=True)
    repeat(clip, length_s, source / "000.mp4")
    write_takes(folder / "work", [SourceTake("000.mp4")])
    stages = {task["stage"]: run_stage(task, lambda share: None) for task in tasks(folder)}
    bundle = sum(path.stat().st_size for path in (folder / "bundle").rglob("*") if path.is_file())
    return Row(length_s, stages, bundle / 1e6)


def show(row: Row) -> None:
    """A line of the table: seconds of CPU by stage, then all of them, by the clock, and the most memory."""
    parts = "".join(f" {stage} {ran.cpu_s:.1f}" for stage, ran in row.stages.items())
    print(
        f"{row.length_s:5.0f} s: CPU{parts}, {row.cpu_s:.1f} s in all; {row.seconds:.1f} s; {row.peak_mb:.0f} MB"
    )


def tell(report: Report, row: Row) -> None:
    """The figures of one length."""
    name = f"{row.length_s:4.0f} s of footage"
    for stage, ran in row.stages.items():
        report.add(f"{name}: {stage}", ran.seconds, "s")
        report.add(f"{name}: {stage}, CPU", ran.cpu_s, "s of cores")
        report.add(f"{name}: {stage}, memory", ran.peak_mb, "MB")
    limit = MOST_S_FOR_120 if row.length_s == 120 else TIMES * row.length_s
    report.add(f"{name}: in all", row.seconds, "s", limit)
    report.add(f"{name}: in all, CPU", row.cpu_s, "s of cores")
    report.add(f"{name}: most memory", row.peak_mb, "MB")
    report.add(f"{name}: bundle", row.bundle_mb, "MB")


def tasks(folder: Path) -> Iterator[dict[str, Any]]:
    """What the job asks of avatars.footage.stage."""
    work = str(folder / "work")
    for stage in CREATION:
        yield {"stage": stage, "work": work}
    manifest = {
        "code": "bench", "name": "Bench", "kind": "own", "synthetic": True, "licence": "CC0-1.0",
        "greeting": {}, "default_language": "en", "voice": {},
    }  # fmt: skip
    yield {
        "stage": "build", "work": work, "out": str(folder / "bundle"), "cache": str(folder / "cache"),
        "manifest": manifest,
    }  # fmt: skip


def repeat(clip: Path, length_s: float, out: Path) -> None:
    """The clip again and again, pictures and sound as they are, up to `length_s`."""
    with av.open(str(out), "w") as made:
        written_s = 0.0
        streams: dict[str, Any] = {}
        last: dict[str, float] = {}
        while written_s < length_s:
            written_s += append(clip, made, streams, last, written_s, length_s)


def append(
    clip: Path, made: Any, streams: dict[str, Any], last: dict[str, float], at_s: float, until_s: float
) -> float:
    """One more pass of the clip's packets, shifted to `at_s`; how long it is, in seconds. last: times of decoding."""
    with av.open(str(clip)) as source:
        for stream in (source.streams.video[0], source.streams.audio[0]):
            if stream.type not in streams:
                streams[stream.type] = made.add_stream_from_template(stream)
        for packet in source.demux(source.streams.video[0], source.streams.audio[0]):
            base = packet.time_base
            if packet.pts is None or packet.dts is None or base is None:
                continue
            if at_s + float(packet.pts * base) >= until_s:
                continue
            shift, kind = round(at_s / base), packet.stream.type
            packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
            if packet.dts * base <= last.get(kind, -1.0):  # sound is a little longer than the pictures
                continue
            last[kind] = float(packet.dts * base)
            packet.stream = streams[kind]
            made.mux(packet)
        video = source.streams.video[0]
        return float((video.duration or 0) * (video.time_base or 0)) or seconds_of(clip)


def grows_straight(report: Report, rows: list[Row]) -> None:
    """CPU and memory for a second of footage, of the longest beside the shortest: no worse than straight."""
    first, last = rows[0], rows[-1]
    if first is last:
        return
    times = last.length_s / first.length_s
    report.add("longest beside shortest, CPU by the second", last.cpu_s / first.cpu_s / times, "times", 1.15)
    report.add(
        "longest beside shortest, memory by the second", last.peak_mb / first.peak_mb / times, "times", 1.15
    )
