"""How well lips follow speech, on real clips: each quarter held out, measured by the frozen tool beside the project.

The procedure and the promises are those of the plan: (1) face, lag, judge; (2) from sound alone; (3) with phoneme
times; (4) the picture, given the true shapes; (5) other voices; (6) what must fail.
"""

import argparse
import tempfile
from pathlib import Path

import cv2

from bench.report import Report

from . import clips, figures, phonemes, quarters, voices
from .clips import Clip
from .tool import measure

SHARED = Path(__file__).parents[3] / "shared"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--clips", type=Path, default=SHARED / "footage" / "good", metavar="FOLDER")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep rendered and real clips there")
    parser.add_argument("--min-length", type=float, default=15.0, metavar="S")
    parser.add_argument(
        "--figures", default="1,2,3,4,5,6", help="which of them (1 and 2 come together), with commas"
    )


def run(options: argparse.Namespace) -> Report:
    """All clips, one after the other."""
    measure()
    cv2.setNumThreads(1)
    wanted = {int(n) for n in options.figures.split(",")}
    report = Report("lipsync", {"clips": str(options.clips), "figures": options.figures})
    with tempfile.TemporaryDirectory(prefix="bench-lipsync-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        videos = clips.long_enough(options.clips, options.min_length)
        found = [
            clips.prepared(video, Path(temporary) / video.stem / "work", options.min_length)
            for video in videos
        ]
        rows = [
            of_clip(report, clip, found[i - 1], Path(temporary) / clip.name, folder, wanted)
            for i, clip in enumerate(found)
        ]
        figures.in_all(report, [row for row in rows if row])
        if 3 in wanted:
            phonemes.measure(report, Path(temporary) / "film", folder)
    return report


def of_clip(
    report: Report, clip: Clip, other: Clip, folder: Path, keep: Path, wanted: set[int]
) -> figures.Row | None:
    """The figures of one clip; `other` is somebody else."""
    row = None
    report.add(f"{clip.name}: sound was late by", clip.offset_ms, "ms")
    if wanted & {1, 2, 4, 6}:
        held = quarters.quarters(clip, folder)
        if 4 in wanted:
            figures.picture(report, clip, held)
        if wanted & {1, 2, 6}:
            real = quarters.write_real(held, keep / f"{clip.name}_real.mp4")
            said = quarters.write_said(held, quarters.from_sound, keep / f"{clip.name}_said.mp4")
            row = figures.Row.of(clip.name, said, real)
            figures.lips(report, row)
        if row is not None and 6 in wanted:
            says = dict(figures.CONTROLS)
            if other is not clip:
                says["another person's words"] = quarters.of_another(other)
            for name, say in says.items():
                file = quarters.write_said(held, say, keep / f"{clip.name}_{name.split()[0]}.mp4")
                figures.control(report, name, figures.Row.of(clip.name, file, row.real))
    if 5 in wanted:
        voices.measure(report, clip, SHARED / "footage" / "speech", folder, keep)
    return row
