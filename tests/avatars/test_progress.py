"""How far a run is, and how long it still takes."""

from datetime import timedelta

import pytest

from accounts.models import User
from avatars import services, work
from avatars.models import Avatar, Recording, Work
from avatars.outcomes import created
from avatars.progress import USUAL, progress_of, usual_rates
from tests.avatars.conftest import recorded

pytestmark = pytest.mark.usefixtures("one_slot")


def taken(row: Work) -> Work:
    """The run, in the hands of a worker."""
    mine = work.take(row.pk)
    assert mine is not None
    return mine


def test_without_a_run_there_is_none(avatar: Avatar) -> None:
    assert progress_of(avatar) is None


def test_while_it_waits_all_is_still_to_do(avatar: Avatar, recording: Recording) -> None:
    services.begin_creation(avatar, recording)
    progress = progress_of(avatar)
    assert progress is not None and progress.waiting
    assert (progress.share, {step.state for step in progress.steps}) == (0, {"waiting"})
    assert progress.left_s is not None and progress.left_s > 60  # a minute of footage
    assert progress.left_ms is None  # nobody knows when its turn comes


def test_a_stage_s_own_pace_counts_as_soon_as_it_shows(avatar: Avatar, recording: Recording) -> None:
    row = taken(services.begin_creation(avatar, recording))
    work.enter(row, "speech")
    work.write(row, share=0.25)
    assert row.stage_at is not None
    progress = progress_of(avatar, row.stage_at + timedelta(seconds=100))
    assert progress is not None and progress.left_s is not None
    assert progress.left_s == pytest.approx(300 + USUAL["build"] * 60)


def test_a_slow_machine_is_slow_in_what_comes_next(avatar: Avatar, recording: Recording) -> None:
    creation = taken(services.begin_creation(avatar, recording))
    work.write(creation, length_s=100.0)
    for stage in ("clean", "faces"):
        work.enter(creation, stage)
        work.leave(creation, 10 * USUAL[stage] * 100)
    created(creation)
    row = taken(avatar.works.get(kind="activation"))
    work.enter(row, "build")
    progress = progress_of(avatar, row.stage_at)
    assert progress is not None and progress.left_s is not None
    assert progress.left_s == pytest.approx(10 * USUAL["build"] * 100, rel=0.15)
    assert progress.share < 0.7  # what is built still is a large part of all


def test_a_stage_that_takes_too_long_is_not_nearly_done(avatar: Avatar, recording: Recording) -> None:
    row = taken(services.begin_creation(avatar, recording))
    work.enter(row, "speech")
    assert row.stage_at is not None
    progress = progress_of(avatar, row.stage_at + timedelta(seconds=400))
    assert progress is not None and progress.left_s is not None
    assert progress.left_s == pytest.approx(100 + USUAL["build"] * 60)


def test_an_activation_knows_the_length_that_its_creation_measured(
    avatar: Avatar, recording: Recording
) -> None:
    creation = taken(services.begin_creation(avatar, recording))
    recording.takes.update(lasted_ms=0)  # of a file that was uploaded nobody tells
    work.write(creation, length_s=100.0)
    created(creation)
    row = taken(avatar.works.get(kind="activation"))
    work.enter(row, "build")
    progress = progress_of(avatar, row.stage_at)
    assert progress is not None
    assert progress.left_s == pytest.approx(USUAL["build"] * 100)


def test_what_earlier_runs_took_counts(avatar: Avatar, recording: Recording, alice: User) -> None:
    assert usual_rates() == USUAL
    for attempt, seconds in ((1, 120.0), (1, 180.0), (2, 9000.0)):
        Work.objects.create(
            avatar=avatar, recording=recorded(Avatar.objects.create(workspace=avatar.workspace, name="x"), alice),
            kind="creation", status="done", seconds={"faces": seconds}, length_s=60.0, attempt=attempt,
        )  # fmt: skip
    assert usual_rates()["faces"] == 2.0
    assert usual_rates()["clean"] == USUAL["clean"]


def test_a_failed_stage_is_marked_and_nothing_is_left_to_wait_for(
    avatar: Avatar, recording: Recording
) -> None:
    row = taken(services.begin_creation(avatar, recording))
    work.enter(row, "gate")
    work.end(row, "failed")  # type: ignore[arg-type]
    progress = progress_of(avatar)
    assert progress is not None and progress.left_s is None
    assert [step.state for step in progress.steps] == ["done"] * 4 + ["failed"] + ["waiting"] * 2


@pytest.mark.parametrize(
    ("seconds", "shown"), [(3.0, 5000), (42.0, 40_000), (58.0, 60_000), (100.0, 120_000)]
)
def test_nobody_is_told_seconds_that_nobody_knows(
    avatar: Avatar, recording: Recording, seconds: float, shown: int
) -> None:
    services.begin_creation(avatar, recording)
    progress = progress_of(avatar)
    assert progress is not None
    assert type(progress)(progress.steps, 0, seconds, False).left_ms == shown
