"""From measured clips to the report: what was promised, and whether it is kept."""

from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Self

import numpy as np

from bench.report import Report

from . import quarters, tool
from .clips import Clip
from .quarters import Quarter, Say

CONTROLS: dict[str, Say] = {
    "frozen mouth": quarters.at_rest,
    "sound 200 ms late": quarters.late,
    "shuffled": quarters.shuffled,
}
LARGE_EYES_PX = 100.0  # from here on the picture's figures are promised


@dataclass(frozen=True)
class Row:
    """What the tool says of a rendered clip beside the real one."""

    name: str
    real: Path
    compared: dict[str, Any]
    judged: dict[str, Any]
    judged_real: dict[str, Any]

    @classmethod
    def of(cls, name: str, said: Path, real: Path) -> Self:
        """Both are measured."""
        return cls(name, real, tool.compare(said, real), tool.judge(said), tool.judge(real))

    @property
    def aperture(self) -> float:
        """Correlation of the lips' distance with the real one."""
        return float(self.compared["aperture_corr"])

    @property
    def nearer(self) -> float:
        """By how many percent the mouth is nearer to the real one than a mouth that stays at its mean."""
        frozen = float(self.compared["lmd_of_a_frozen_mouth"])
        return 100 * (1 - float(self.compared["lmd_percent_iod"]) / max(frozen, 1e-6))

    @property
    def surer(self) -> float:
        """The judge's confidence as a share of that of the real clip."""
        return float(self.judged["confidence"]) / max(float(self.judged_real["confidence"]), 1e-6)

    def in_step(self) -> bool:
        """Figure 1 but for the face."""
        return (
            abs(self.compared["lag_frames"]) <= 1
            and abs(self.judged["sound_late_ms"]) <= 25
            and self.surer >= 0.9
        )

    def follows(self) -> bool:
        """Figure 2, as one clip must keep it."""
        ranged = 0.8 <= self.compared["aperture_range_ratio"] <= 1.2
        return self.aperture >= 0.5 and self.nearer > 0 and ranged and self.compared["jitter_ratio"] <= 1.3


def lips(report: Report, row: Row) -> None:
    """Figures 1 and 2 of one clip."""
    c, name = row.compared, row.name
    report.add(f"1 {name}: face found", c["face_found"], "share", 1.0, at_least=True)
    report.add(f"1 {name}: best lag", abs(c["lag_frames"]), "frames", 1)
    report.add(f"1 {name}: judge's offset", abs(row.judged["sound_late_ms"]), "ms", 25)
    report.add(f"1 {name}: the real clip's offset", abs(row.judged_real["sound_late_ms"]), "ms")
    report.add(f"1 {name}: judge's confidence", row.judged["confidence"], "")
    report.add(f"1 {name}: its share of the real clip's", row.surer, "share", 0.9, at_least=True)
    report.add(f"2 {name}: aperture correlation", row.aperture, "r", 0.5, at_least=True)
    report.add(f"2 {name}: width correlation", c["width_corr"], "r")
    report.add(f"2 {name}: mouth distance", c["lmd_percent_iod"], "% of eyes")
    report.add(f"2 {name}: of a frozen mouth", c["lmd_of_a_frozen_mouth"], "% of eyes")
    report.add(f"2 {name}: nearer than frozen", row.nearer, "%")
    report.add(f"2 {name}: closures kept", c["closures_kept"], "share", 0.75, at_least=True)
    report.add(f"2 {name}: range, at least", c["aperture_range_ratio"], "ratio", 0.8, at_least=True)
    report.add(f"2 {name}: range, at most", c["aperture_range_ratio"], "ratio", 1.2)
    report.add(f"2 {name}: jitter", c["jitter_ratio"], "ratio", 1.3)


def in_all(report: Report, rows: list[Row]) -> None:
    """The means that are promised."""
    if not rows:
        return
    report.add("2 all: aperture correlation, mean", mean(r.aperture for r in rows), "r", 0.65, at_least=True)
    report.add("2 all: nearer than frozen, mean", mean(r.nearer for r in rows), "%", 35, at_least=True)


def picture(report: Report, clip: Clip, held: list[Quarter]) -> None:
    """Figure 4: promised where the eyes are far enough apart."""
    found = [quarter.picture() for quarter in held]
    large = clip.eyes_px >= LARGE_EYES_PX
    report.add(f"4 {clip.name}: eyes apart", clip.eyes_px, "px")
    for label, values, unit, limit in (
        ("PSNR", [p.psnr for p in found], "dB", 31.0),
        ("SSIM", [p.ssim for p in found], "", 0.93),
        ("sharpness", [p.sharpness for p in found], "share", 0.85),
    ):
        report.add(
            f"4 {clip.name}: {label}", float(np.mean(values)), unit, limit if large else None, at_least=True
        )


def control(report: Report, name: str, row: Row) -> None:
    """Figure 6: 1 where the control keeps figures 1 and 2, which it must not."""
    report.add(f"6 {row.name}, {name}: aperture correlation", row.aperture, "r")
    report.add(f"6 {row.name}, {name}: nearer than frozen", row.nearer, "%")
    report.add(f"6 {row.name}, {name}: judge's offset", row.judged["sound_late_ms"], "ms")
    report.add(f"6 {row.name}, {name}: range", row.compared["aperture_range_ratio"], "ratio")
    report.add(f"6 {row.name}, {name}: passes", float(row.in_step() and row.follows()), "", 0)
