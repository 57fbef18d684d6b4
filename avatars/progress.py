"""How far a run is and how long it still takes, by what earlier runs took on this machine."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from avatars.models import Avatar, Recording, Work, WorkKind, WorkStatus
from avatars.stages import ACTIVATION, CREATION, STAGES

LABELS: dict[str, Promise] = {
    "receive": _("Taking in the footage"),
    "probe": _("Reading the file"),
    "clean": _("Making a clean copy"),
    "faces": _("Following the face"),
    "gate": _("Checking the footage"),
    "speech": _("Listening to the words"),
    "build": _("Building the avatar"),
}
# Seconds of work for a second of footage (after `bin/bench activation`), and at least so many, until this machine has
# runs of its own.
USUAL = {
    "receive": 0.01, "probe": 0.03, "clean": 0.3, "faces": 0.4, "gate": 0.07, "speech": 0.05, "build": 1.0,
}  # fmt: skip
LEAST_S = {"receive": 0.2, "probe": 1.0, "clean": 2.0, "faces": 4.0, "gate": 1.0, "speech": 2.0, "build": 8.0}
KNOWN_RUNS = 20
DOUBT_S = 10.0  # of usual pace against what the first, short stages show: a busy machine is slow in all of them


@dataclass(frozen=True)
class Step:
    """One stage on the page. state: done, now, waiting, failed or cancelled; share 0..1; seconds that it took."""

    name: str
    label: Promise
    state: str
    share: float
    seconds: float | None


@dataclass(frozen=True)
class Progress:
    """Both runs as one way: creation, then activation. left_s is None where nobody can tell yet."""

    steps: list[Step]
    share: float
    left_s: float | None
    waiting: bool

    @property
    def left_ms(self) -> int | None:
        """Nobody knows it to the second: to 5 s below a minute, else to the minute. None while others come first."""
        if self.left_s is None or self.waiting:
            return None
        step = 5 if self.left_s < 55 else 60
        return 1000 * step * max(1, round(self.left_s / step))


def progress_of(avatar: Avatar, now: datetime | None = None) -> Progress | None:
    """Of the avatar's newest run; None when it has none."""
    row = avatar.works.select_related("recording").first()
    if row is None:
        return None
    before = _before(row)
    seconds = {**(before.seconds if before else {}), **row.seconds}
    steps, length_s = _steps(row, seconds), _length_s(row, before)
    costs = _costs(length_s or 60.0, seconds, usual_rates(but=row.recording))
    left_s = _left(row, costs, now) if length_s else None
    return Progress(steps, _share(steps, costs), left_s, row.status == WorkStatus.WAITING)


def _before(row: Work) -> Work | None:
    """The creation that an activation followed."""
    if row.kind == WorkKind.CREATION:
        return None
    done = Work.objects.filter(kind=WorkKind.CREATION, status=WorkStatus.DONE, recording=row.recording)
    return done.filter(avatar=row.avatar_id, pk__lt=row.pk).first()


def _steps(row: Work, seconds: dict[str, float]) -> list[Step]:
    names = [*CREATION, *ACTIVATION]
    first = names.index(row.stage) if row.stage else names.index(STAGES[row.kind][0])
    return [
        Step(name, LABELS[name], *_state(row, place - first), seconds.get(name))
        for place, name in enumerate(names)
    ]


def _state(row: Work, distance: int) -> tuple[str, float]:
    """distance: in stages, from the run's own stage."""
    if distance < 0 or (distance == 0 and row.status == WorkStatus.DONE):
        return "done", 1.0
    if distance > 0:
        return "waiting", 0.0
    ended = {WorkStatus.FAILED.value: "failed", WorkStatus.CANCELLED.value: "cancelled"}
    waiting = "now" if row.status == WorkStatus.RUNNING else "waiting"
    return ended.get(row.status, waiting), row.share


def _share(steps: list[Step], costs: dict[str, float]) -> float:
    total = sum(costs.values())
    return sum(step.share * costs[step.name] for step in steps) / total if total else 0.0


def _length_s(row: Work, before: Work | None) -> float | None:
    """Of the footage: measured, by this run or the creation before it, else as the browser told."""
    measured = row.length_s or (before.length_s if before else None)
    if measured or row.recording is None:
        return measured
    takes = row.recording.takes.filter(chosen=True).values_list("start_ms", "end_ms", "lasted_ms")
    return sum(max(0, (end or lasted) - (start or 0)) for start, end, lasted in takes) / 1000 or None


def _costs(length_s: float, seconds: dict[str, float], rates: dict[str, float]) -> dict[str, float]:
    """Seconds by stage: what it took, else what is expected at the pace that the stages before it showed."""
    usual = {name: max(LEAST_S[name], rates[name] * length_s) for name in (*CREATION, *ACTIVATION)}
    took, meant = sum(seconds.values()), sum(usual[name] for name in seconds)
    pace = (took + DOUBT_S) / (meant + DOUBT_S)
    return {name: seconds.get(name, pace * cost) for name, cost in usual.items()}


def usual_rates(but: Recording | None = None) -> dict[str, float]:
    """{stage: seconds of work for a second of footage}: the median of the last whole runs and what is USUAL.

    but: the recording whose runs don't count, as it is they that are asked about.
    """
    known: dict[str, list[float]] = defaultdict(list)
    earlier = Work.objects.filter(
        recording=OuterRef("recording"), kind=OuterRef("kind"), pk__lt=OuterRef("pk")
    )
    done = Work.objects.filter(~Exists(earlier), status=WorkStatus.DONE, attempt=1, length_s__gt=1)
    done = done.exclude(recording=but) if but else done
    for seconds, length_s in done.order_by("-pk").values_list("seconds", "length_s")[:KNOWN_RUNS]:
        for name, took in seconds.items():
            known[name].append(took / length_s)
    return {name: median([usual, *known[name]]) for name, usual in USUAL.items()}


def _left(row: Work, costs: dict[str, float], now: datetime | None) -> float | None:
    if not row.is_open:
        return None
    names = [*CREATION, *ACTIVATION]
    stage = row.stage or STAGES[row.kind][0]
    later = sum(costs[name] for name in names[names.index(stage) + 1 :])
    return later + _left_of_stage(row, costs[stage], now or timezone.now())


def _left_of_stage(row: Work, cost: float, now: datetime) -> float:
    """By what this run's stage has shown so far, as soon as that says something."""
    if row.stage_at is None or row.status != WorkStatus.RUNNING:
        return cost
    gone = (now - row.stage_at).total_seconds()
    if row.share > 0.1:
        return gone * (1 - row.share) / row.share
    return max(cost - gone, gone / 4)
