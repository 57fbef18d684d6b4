"""From what the visitors noted to the figures of the table."""

from typing import Any

import numpy as np

from ..report import Report

SLICE_MS = 40.0


def add_figures(report: Report, visits: list[dict[str, Any]]) -> None:
    """Lateness: how much later than an even 25 a second counted from the visitor's own earliest picture.

    A/V offset: when a slice's picture had arrived minus when its first sound had, positive when the sound is early.
    """
    first = [1000 * (min(_values(visit, "pictures")) - visit["started_at"]) for visit in visits]
    report.add("Start Chat -> first frame, median", float(np.median(first)), "ms", 1500)
    report.add("Start Chat -> first frame, worst", max(first), "ms")
    for name, key, limit in (("first audio", "audio_at", 300), ("first speaking frame", "picture_at", 400)):
        waits = _waits(visits, key)
        report.add(f"text -> {name}, median of {len(waits)}", float(np.median(waits)), "ms", limit)
        report.add(f"text -> {name}, p95", float(np.percentile(waits, 95)), "ms")
    rates = [_fps(visit) for visit in visits]
    report.add("frames a second, mean", float(np.mean(rates)), "fps", 24.5, at_least=True)
    report.add("frames a second, worst session", min(rates), "fps", 24.5, at_least=True)
    late = np.concatenate([_lateness(visit) for visit in visits])
    report.add("frame lateness, median", float(np.median(late)), "ms")
    report.add("frame lateness, p99", float(np.percentile(late, 99)), "ms", 40)
    offsets = np.concatenate([_offsets(visit) for visit in visits])
    report.add("A/V offset, median", float(np.median(offsets)), "ms", 40)
    report.add("A/V offset, p1", float(np.percentile(offsets, 1)), "ms", -40, at_least=True)
    report.add("A/V offset, p99", float(np.percentile(offsets, 99)), "ms", 40)
    report.add("questions without an answer", _unanswered(visits), "", 0)
    report.add("errors told to visitors", sum(len(visit["errors"]) for visit in visits), "", 0)


def _values(visit: dict[str, Any], key: str) -> list[float]:
    return list(visit[key].values())


def _talked(visit: dict[str, Any], key: str) -> dict[int, float]:
    """What arrived between the greeting's end and the goodbye."""
    return {
        int(index): at
        for index, at in visit[key].items()
        if visit["talking_from"] <= at <= visit["ended_at"]
    }


def _waits(visits: list[dict[str, Any]], key: str) -> list[float]:
    asked = [question for visit in visits for question in visit["questions"]]
    return [1000 * (question[key] - question["asked_at"]) for question in asked if question[key] is not None]


def _unanswered(visits: list[dict[str, Any]]) -> int:
    return sum(question["audio_at"] is None for visit in visits for question in visit["questions"])


def _fps(visit: dict[str, Any]) -> float:
    seconds = visit["ended_at"] - visit["talking_from"]
    return len(_talked(visit, "pictures")) / seconds if seconds > 0 else 0.0


def _lateness(visit: dict[str, Any]) -> np.ndarray:
    pictures = _talked(visit, "pictures")
    late = np.array([1000 * at - SLICE_MS * index for index, at in pictures.items()])
    return late - late.min() if len(late) else late


def _offsets(visit: dict[str, Any]) -> np.ndarray:
    pictures, sounds = _talked(visit, "pictures"), _talked(visit, "sounds")
    return np.array([1000 * (pictures[index] - sounds[index]) for index in pictures.keys() & sounds.keys()])
