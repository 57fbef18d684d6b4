"""What conversations used, by day and by what they were about: for the chart and for the table behind it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import Workspace
from billing.models import Meter, MeterStatus

SERIES = 5  # as many get a colour of their own; the rest are "others"


def name_session(key: str, about_code: str, about: str, *, by_guest: bool = False) -> None:
    """Say what a session is about (its project), and whether a guest talks, when it starts: for tables and charts."""
    Meter.objects.filter(key=key).update(about_code=about_code, about=about[:120], by_guest=by_guest)


@dataclass
class Subject:
    """What one project used, by its team or by its guests. number: its colour, from 1; 0 is one of the others."""

    code: str
    name: str
    by_guest: bool
    ms: int = 0
    sessions: int = 0
    number: int = 0


@dataclass
class Day:
    """What one day used; parts: (Subject.number, its milliseconds), in the order of the numbers."""

    date: date
    ms: int = 0
    sessions: int = 0
    parts: dict[int, int] = field(default_factory=dict)


@dataclass
class Usage:
    """Of some days, each of them present, the oldest first; subjects: those who used most first."""

    days: list[Day]
    subjects: list[Subject]
    table: list[
        tuple[Day, Subject, int, int]
    ]  # (day, project, sessions, milliseconds) where there was something

    @property
    def ms(self) -> int:
        """All of it."""
        return sum(day.ms for day in self.days)

    @property
    def sessions(self) -> int:
        """How many there were."""
        return sum(day.sessions for day in self.days)

    @property
    def others(self) -> bool:
        """Are there more projects than colours?"""
        return any(not subject.number for subject in self.subjects)


def usage(workspace: Workspace, days: int, now: datetime | None = None) -> Usage:
    """The last `days` days, today included, in the site's time zone. A session counts on the day on which it began."""
    last = timezone.localdate(now)
    first = last - timedelta(days=days - 1)
    rows = (
        Meter.objects.filter(
            workspace=workspace, status=MeterStatus.SETTLED, started_at__gte=start_of(first), settled_ms__gt=0
        )
        .annotate(day=TruncDate("started_at"))
        .values_list("day", "about_code", "about", "by_guest")
        .annotate(ms=Sum("settled_ms"), count=Count("pk"))
        .order_by("day")
    )
    subjects: dict[tuple[str, bool], Subject] = {}
    table = {first + timedelta(days=number): Day(first + timedelta(days=number)) for number in range(days)}
    found = [row for row in rows if row[0] in table]
    for _, code, name, by_guest, ms, count in found:
        subject = subjects.setdefault((code, by_guest), Subject(code, name, by_guest))
        subject.name, subject.ms, subject.sessions = name, subject.ms + ms, subject.sessions + count
    ranked = sorted(subjects.values(), key=lambda one: (-one.ms, one.code, one.by_guest))
    for number, subject in enumerate(ranked[:SERIES], 1):
        subject.number = number
    rows_of_days = []
    for day, code, _, by_guest, ms, count in found:
        one, subject = table[day], subjects[code, by_guest]
        rows_of_days.append((one, subject, count, ms))
        one.ms, one.sessions = one.ms + ms, one.sessions + count
        one.parts[subject.number] = one.parts.get(subject.number, 0) + ms
    return Usage(list(table.values()), ranked, rows_of_days)


def start_of(day: date) -> datetime:
    """Its first moment in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
