"""From a recording to an active avatar: its slot is paid once and only when it succeeds; all reasons are kept."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User, Workspace
from avatars import jobs, services
from avatars.folders import home
from avatars.models import Avatar, Recording, Work
from avatars.status import Status
from avatarsite.errors import UserError
from billing.models import LedgerEntry
from billing.slots import slots_left
from tests.avatars.conftest import order, recorded

pytestmark = pytest.mark.usefixtures("told_stages", "one_slot")


def run_all(commit: DjangoCaptureOnCommitCallbacks, avatar: Avatar) -> None:
    """Every run that waits, in turn, as the worker does; what waits for commits happens."""
    while (row := avatar.works.filter(status="waiting").first()) is not None:
        with commit(execute=True):
            jobs.run(row.pk)
    avatar.refresh_from_db()


def test_a_recording_becomes_an_active_avatar(
    avatar: Avatar,
    recording: Recording,
    alice: User,
    workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    services.begin_creation(avatar, recording, alice)
    run_all(django_capture_on_commit_callbacks, avatar)
    assert (avatar.status, slots_left(workspace)) == (Status.ACTIVE, 0)
    changes = [change.after for change in reversed(avatar.status_changes.all())]
    assert changes == ["uploading", "creating", "created", "activating", "active"]
    activation, creation = avatar.works.all()
    assert set(creation.seconds) == {"receive", "probe", "clean", "faces", "gate", "speech"}
    assert (activation.seconds.keys(), avatar.quality["score"]) == ({"build"}, 80.0)
    assert (home(avatar) / f"bundle-{activation.pk}" / "thumbnail.webp").is_file()
    assert creation.share == activation.share == 1


def test_a_deleted_avatar_returns_no_slot(
    avatar: Avatar,
    recording: Recording,
    workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    services.begin_creation(avatar, recording)
    run_all(django_capture_on_commit_callbacks, avatar)
    services.delete(avatar)
    assert slots_left(workspace) == 0
    assert LedgerEntry.objects.filter(workspace=workspace, unit="slots", amount__lt=0).count() == 1


@pytest.mark.parametrize("stage", ["probe", "clean", "faces", "gate", "speech"])
def test_a_recording_that_is_no_good_says_everything_and_costs_nothing(
    avatar: Avatar,
    recording: Recording,
    workspace: Workspace,
    stage: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = services.begin_creation(avatar, recording)
    order(row, **{stage: "refuse"})
    run_all(django_capture_on_commit_callbacks, avatar)
    assert (avatar.status, slots_left(workspace)) == (Status.FAILED, 1)
    assert [reason["id"] for reason in avatar.works.get().reasons] == ["footage.no_face", "footage.too_dark"]
    assert not LedgerEntry.objects.filter(key=f"avatar:{avatar.code}").exists()


def test_a_recording_whose_files_are_gone_says_so(
    avatar: Avatar, recording: Recording, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    recording.takes.all().delete()
    services.begin_creation(avatar, recording)
    run_all(django_capture_on_commit_callbacks, avatar)
    assert avatar.works.get().reasons == [{"id": "avatar.no_recording", "facts": {}}]
    assert "Record it again" in avatar.status_reason


def test_a_fault_of_ours_is_told_as_ours_and_costs_nothing(
    avatar: Avatar,
    recording: Recording,
    workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = services.begin_creation(avatar, recording)
    order(row, clean="crash")
    run_all(django_capture_on_commit_callbacks, avatar)
    assert (avatar.status, slots_left(workspace)) == (Status.FAILED, 1)
    assert avatar.works.get().reasons == [{"id": "avatar.stage_crashed", "facts": {}}]


def test_an_activation_that_is_tried_again_costs_nothing_more(
    avatar: Avatar,
    recording: Recording,
    alice: User,
    workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = services.begin_creation(avatar, recording)
    order(row, build="crash")
    run_all(django_capture_on_commit_callbacks, avatar)
    assert (avatar.status, slots_left(workspace)) == (Status.FAILED, 0)
    order(row)
    services.retry(avatar, alice)
    run_all(django_capture_on_commit_callbacks, avatar)
    assert (avatar.status, slots_left(workspace)) == (Status.ACTIVE, 0)
    assert [work.kind for work in avatar.works.all()] == ["activation", "activation", "creation"]


def test_footage_recorded_again_costs_nothing_more_and_is_used_once_it_is_ready(
    avatar: Avatar,
    recording: Recording,
    alice: User,
    workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    services.begin_creation(avatar, recording)
    run_all(django_capture_on_commit_callbacks, avatar)
    before = avatar.bundle_path
    services.begin_creation(avatar, recorded(avatar, alice))
    assert Avatar.objects.get(pk=avatar.pk).is_active  # the old face goes on talking
    run_all(django_capture_on_commit_callbacks, avatar)
    assert (avatar.status, slots_left(workspace)) == (Status.ACTIVE, 0)
    assert avatar.bundle_path != before
    assert not (home(avatar).parents[1] / before).exists()
    assert (home(avatar).parents[1] / avatar.bundle_path).is_dir()


def test_a_new_recording_that_is_refused_leaves_the_avatar_as_it_is(
    avatar: Avatar,
    recording: Recording,
    alice: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    services.begin_creation(avatar, recording)
    run_all(django_capture_on_commit_callbacks, avatar)
    before = avatar.bundle_path
    order(services.begin_creation(avatar, recorded(avatar, alice)), gate="refuse")
    run_all(django_capture_on_commit_callbacks, avatar)
    assert (avatar.status, avatar.bundle_path) == (Status.ACTIVE, before)
    assert avatar.works.first().status == "failed"  # type: ignore[union-attr]


def test_without_a_slot_nothing_begins(avatar: Avatar, recording: Recording, alice: User) -> None:
    other = Avatar.objects.create(workspace=avatar.workspace, name="Other", status=Status.UPLOADING)
    services.begin_creation(avatar, recording)
    jobs.run(avatar.works.get().pk)
    with pytest.raises(UserError, match=r"billing.no_slots"):
        services.begin_creation(other, recorded(other, alice))
    assert not other.works.exists()


def test_one_avatar_has_one_run_at_a_time(avatar: Avatar, recording: Recording) -> None:
    services.begin_creation(avatar, recording)
    Avatar.objects.filter(pk=avatar.pk).update(status=Status.UPLOADING)
    with pytest.raises(UserError, match=r"avatar.busy"):
        services.begin_creation(avatar, recording)
    assert Work.objects.count() == 1


def test_rung_twice_it_runs_once(avatar: Avatar, recording: Recording) -> None:
    row = services.begin_creation(avatar, recording)
    jobs.run(row.pk)
    jobs.run(row.pk)
    assert Work.objects.get(pk=row.pk).attempt == 1
