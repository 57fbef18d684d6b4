"""What the gate found, for the page: every reason and every spot that was left out, in words and on a timeline."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from avatars.footage.clean import INFO
from avatars.footage.files import read_json
from avatars.footage.gate import GATE, Gate
from avatars.footage.limits import FPS
from avatars.footage.probe import PROBE
from avatars.models import Work
from avatarsite.errors import UserError
from avatarsite.messages import sentence

TOLD_MS = 20.0  # less than this between sound and lips nobody notices
AGAIN = ("avatar.", "billing.")  # reasons that the same recording can outlive: trying again may help


@dataclass(frozen=True)
class Line:
    """One reason: its message id, its sentence, and its facts."""

    id: str
    text: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class SpotLine:
    """A stretch of the footage that was left out. left, width: its place on a timeline, in percent."""

    id: str
    text: str
    start_s: float
    end_s: float
    left: float
    width: float


@dataclass(frozen=True)
class Report:
    """length_s: of the footage, None until it was read. kept_s: what is usable of it. offset_ms: the sound's lateness.

    left_out_s: the difference. may_help_again: trying the same recording again can end better.
    """

    reasons: list[Line]
    spots: list[SpotLine]
    length_s: float | None
    kept_s: float | None
    offset_ms: float | None
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def may_help_again(self) -> bool:
        """Is none of the reasons the recording's own?"""
        return bool(self.reasons) and all(line.id.startswith(AGAIN) for line in self.reasons)

    @property
    def refused(self) -> bool:
        """Is the footage itself at fault? Then nothing of it is called usable."""
        return bool(self.reasons) and not self.may_help_again

    @property
    def has_timeline(self) -> bool:
        """Was it judged, and is there something to see on its timeline?"""
        return self.length_s is not None and self.kept_s is not None and bool(self.spots or not self.refused)

    @property
    def mended_ms(self) -> float | None:
        """By how much sound and lips were brought together, where that was worth it."""
        apart = abs(self.offset_ms or 0.0)
        return apart if apart >= TOLD_MS and not self.refused else None

    @property
    def left_out_s(self) -> float | None:
        """What could not be used."""
        if self.length_s is None or self.kept_s is None:
            return None
        return max(0.0, self.length_s - self.kept_s)


def read_report(folder: Path) -> dict[str, Any]:
    """What a run keeps of a work folder: {"length_s"} once the file was read, {"report"} once there is a gate."""
    kept: dict[str, Any] = {}
    try:
        kept["length_s"] = read_json(folder / PROBE)["seconds"]
        kept["length_s"] = read_json(folder / INFO)["frames"] / FPS
        found = Gate.load(folder / GATE)
    except (OSError, ValueError, TypeError, KeyError):
        return kept
    report = {
        "spots": [vars(spot) for spot in found.spots],
        "kept_s": sum(end - start for start, end in found.keep) / FPS,
        "offset_ms": found.offset_ms,
        "figures": found.figures,
    }
    return kept | {"report": report}


def report_of(row: Work) -> Report:
    """For the template avatars/_report.html."""
    found = row.report
    length_s = row.length_s or max((spot["end_s"] for spot in found.get("spots", ())), default=0.0) or None
    return Report(
        reasons=[_line(reason["id"], reason["facts"]) for reason in row.reasons],
        spots=[_spot(spot, length_s or 1.0) for spot in found.get("spots", ())],
        length_s=length_s,
        kept_s=found.get("kept_s"),
        offset_ms=found.get("offset_ms"),
        figures=found.get("figures", {}),
    )


def _line(message_id: str, facts: dict[str, Any]) -> Line:
    return Line(message_id, sentence(UserError(message_id, **facts)), facts)


def _spot(spot: dict[str, Any], length_s: float) -> SpotLine:
    start, end = max(0.0, spot["start_s"]), min(length_s, spot["end_s"])
    text = sentence(UserError(spot["id"]))
    return SpotLine(
        spot["id"], text, start, end, 100 * start / length_s, max(0.5, 100 * (end - start) / length_s)
    )
