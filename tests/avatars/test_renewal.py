"""After an update, own avatars learn again how their mouths follow sound, and nobody notices but by the mouth."""

import re

import django_rq
import numpy as np
import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User, Workspace
from avatars import jobs, services, work
from avatars.bundles import folder_of
from avatars.engine.sound_channel import FILE
from avatars.folders import work_folder
from avatars.models import Avatar, Recording, Work, WorkStatus
from avatars.renewal import renew_all
from avatars.status import Status
from tests.avatars.conftest import order, recorded
from tests.avatars.test_creation import run_all

pytestmark = pytest.mark.usefixtures("told_stages", "one_slot")
Commits = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def old(
    avatar: Avatar, recording: Recording, alice: User, django_capture_on_commit_callbacks: Commits
) -> Avatar:
    """Active, with a mapping of an earlier network."""
    services.begin_creation(avatar, recording, alice)
    run_all(django_capture_on_commit_callbacks, avatar)
    np.savez(folder_of(avatar) / FILE, net=np.uint32(1))
    mail.outbox.clear()
    return avatar


def newest(avatar: Avatar) -> Work:
    row = avatar.works.first()
    assert row is not None
    return row


def test_an_old_mapping_is_learnt_again_while_the_avatar_goes_on(
    old: Avatar, django_capture_on_commit_callbacks: Commits
) -> None:
    before = old.bundle_path
    assert renew_all() == 1
    old.refresh_from_db()
    assert (old.status, old.bundle_path) == (Status.ACTIVE, before)
    run_all(django_capture_on_commit_callbacks, old)
    assert (old.status, newest(old).kind, newest(old).status) == (Status.ACTIVE, "renewal", "done")
    assert newest(old).seconds.keys() == {"build"}
    assert old.bundle_path != before and folder_of(old).is_dir()
    assert old.status_changes.count() == 5  # those of the way to active
    assert mail.outbox == []
    assert renew_all() == 0


def test_one_that_is_switched_off_is_renewed_and_stays_so(
    old: Avatar, django_capture_on_commit_callbacks: Commits
) -> None:
    services.deactivate(old)
    assert renew_all() == 1
    run_all(django_capture_on_commit_callbacks, old)
    assert (old.status, newest(old).status) == (Status.DEACTIVATED, "done")


def test_what_is_of_today_is_left(old: Avatar) -> None:
    (folder_of(old) / FILE).unlink()
    assert renew_all() == 0


def test_a_broken_mapping_is_learnt_again(old: Avatar) -> None:
    (folder_of(old) / FILE).write_bytes(b"none")
    assert renew_all() == 1


def test_without_its_footage_it_stays_as_it_is(old: Avatar) -> None:
    folder = work_folder(newest(old))
    folder.rename(folder.with_name("elsewhere"))
    assert renew_all() == 0


def test_one_that_fails_leaves_everything_and_is_not_tried_at_every_start(
    old: Avatar, alice: User, client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    before = old.bundle_path
    order(newest(old), build="crash")
    assert renew_all() == 1
    run_all(django_capture_on_commit_callbacks, old)
    assert (old.status, old.bundle_path, newest(old).status) == (Status.ACTIVE, before, "failed")
    assert renew_all() == 0
    assert told(client, alice, old) == ["avatar.renewal_crashed"]

    services.retry(old)
    assert mail.outbox == []
    run_all(django_capture_on_commit_callbacks, old)
    assert told(client, alice, old) == ["avatar.renewal_crashed"]
    assert [one.subject for one in mail.outbox] == ["Alice could not be renewed"]

    order(newest(old))
    services.retry(old)
    run_all(django_capture_on_commit_callbacks, old)
    assert (old.status, newest(old).status) == (Status.ACTIVE, "done")
    assert old.bundle_path != before


def told(client: Client, owner: User, avatar: Avatar) -> list[str]:
    """The reasons on the page of an avatar that could not be renewed. It asks for nothing, and offers trying again."""
    client.force_login(owner)
    page = client.get(f"/avatars/{avatar.code}/").content.decode()
    assert "It could not be renewed" in page and "The avatar goes on as it was." in page
    assert "ecord it again" not in page and "new footage" not in page
    assert re.findall(r'<a class="([^"]+)"[^>]*>Make a project', page) == ["button large"]
    assert re.findall(r'/retry".*?<button class="([^"]+)"', page) == ["button large second"]
    return re.findall(r'data-reason="([^"]+)"', page)


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_each_update_tries_once(
    old: Avatar, alice: User, django_capture_on_commit_callbacks: Commits, end: str
) -> None:
    assert renew_all() == 1
    if end == "failed":
        order(newest(old), build="crash")
        run_all(django_capture_on_commit_callbacks, old)
    else:
        services.cancel(old, alice)
    assert (newest(old).status, renew_all()) == (end, 0)
    old.works.filter(kind="renewal").update(net=2)  # an earlier network's
    assert (renew_all(), renew_all()) == (1, 0)


def test_one_that_gave_way_is_begun_again_where_the_new_footage_is_refused(
    old: Avatar, alice: User, django_capture_on_commit_callbacks: Commits
) -> None:
    assert renew_all() == 1
    creation = services.begin_creation(old, recorded(old, alice), alice)
    assert renew_all() == 0
    order(creation, gate="refuse")
    run_all(django_capture_on_commit_callbacks, old)
    assert renew_all() == 1
    run_all(django_capture_on_commit_callbacks, old)
    assert (old.status, newest(old).kind, newest(old).status) == (Status.ACTIVE, "renewal", "done")


def test_new_footage_comes_before_a_renewal(
    old: Avatar, alice: User, client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    assert renew_all() == 1
    renewal = newest(old)
    client.force_login(alice)
    page = client.get(f"/avatars/{old.code}/").content.decode()
    assert "Your avatar is being renewed" in page and "Use other footage" in page
    assert client.get(f"/avatars/{old.code}/again/").status_code == 200
    services.begin_creation(old, recorded(old, alice), alice)
    renewal.refresh_from_db()
    assert renewal.status == "cancelled"
    run_all(django_capture_on_commit_callbacks, old)
    assert (old.status, newest(old).kind, newest(old).status) == (Status.ACTIVE, "activation", "done")


@pytest.mark.django_db(transaction=True)
def test_renewals_come_one_at_a_time_when_nobody_waits(alice: User, workspace: Workspace) -> None:
    queue = django_rq.get_queue(jobs.QUEUE)
    rows = []
    for name in ("Alice", "Berta"):
        face = Avatar.objects.create(workspace=workspace, name=name, status=Status.ACTIVE)
        rows.append(services.begin_renewal(face, recorded(face, alice), net=1))
    wanted = services.begin_activation(
        Avatar.objects.create(workspace=workspace, status=Status.CREATED), None, alice
    )
    queue.empty()
    jobs.sweep()
    assert queue.job_ids == [f"work-{wanted.pk}-0"]

    work.end_open(wanted.avatar, WorkStatus.CANCELLED)
    queue.empty()
    jobs.sweep()
    jobs.sweep()
    assert queue.job_ids == [f"work-{rows[0].pk}-0"]
    assert work.take(rows[0].pk) is not None
    jobs.sweep()
    assert len(queue.job_ids) == 1
    work.end_open(rows[0].avatar, WorkStatus.DONE)
    jobs.sweep()
    assert queue.job_ids[-1] == f"work-{rows[1].pk}-0"
    queue.empty()
