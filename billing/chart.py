"""The bars of the usage chart, ready for the template: an SVG of its own shape, stretched over the page's width."""

from dataclasses import dataclass
from datetime import date

from billing.units import MS_PER_MINUTE
from billing.usage import Day, Usage

HEIGHT = 100.0
GAP = 0.28  # of a day's width


@dataclass(frozen=True)
class Part:
    """One rectangle, in the SVG's own units; number: whose colour."""

    number: int
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """One day. x and width in the SVG's own units: a day is 1 wide."""

    day: Day
    x: float
    width: float
    parts: list[Part]


@dataclass(frozen=True)
class Chart:
    """bars; lines: (y in percent from the top, minutes) of the grid; marks: (x in percent, day) below it."""

    bars: list[Bar]
    lines: list[tuple[float, int]]
    marks: list[tuple[float, date]]
    width: int
    height: float = HEIGHT


def draw(usage: Usage, marks: int = 4) -> Chart:
    """The chart of a usage, with as many dates below it as `marks`."""
    top = nice_minutes(max((day.ms for day in usage.days), default=0) / MS_PER_MINUTE)
    bars = [_bar(day, number, top * MS_PER_MINUTE) for number, day in enumerate(usage.days)]
    lines = [(100 - 100 * step / 2, round(top * step / 2)) for step in (2, 1, 0)]
    count = len(usage.days)
    step = max(1, -(-count // marks))
    shown = [((number + 0.5) / count * 100, usage.days[number].date) for number in range(0, count, step)]
    return Chart(bars, lines, shown, count)


def _bar(day: Day, number: int, top_ms: float) -> Bar:
    parts, y = [], HEIGHT
    for whose, ms in sorted(day.parts.items(), key=lambda part: part[0] or 99):
        height = HEIGHT * ms / top_ms
        y -= height
        parts.append(Part(whose, round(y, 3), round(height, 3)))
    return Bar(day, number + GAP / 2, 1 - GAP, parts)


def nice_minutes(most: float) -> int:
    """The next even 2, 4, 6, 10, 20, 40, 60, 100 … minutes, so that the half of it is a whole number, too."""
    scale = 1
    while True:
        for step in (2, 4, 6, 10):
            if most <= step * scale:
                return step * scale
        scale *= 10
