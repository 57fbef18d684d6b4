"""An avatar of Alice's with a recording that has one take, and stages that do as they are told."""

import json
import os
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User, Workspace
from avatars import running
from avatars.folders import work_folder
from avatars.models import Avatar, Recording, RecordingStatus, Take, TakeStatus, Way, Work
from avatars.recording_files import path_of
from billing.grants import grant


@pytest.fixture(autouse=True)
def var_dir(settings: Settings, tmp_path: Path) -> Path:
    """A folder of the test's own for all files of own avatars."""
    settings.VAR_DIR = tmp_path
    settings.BUNDLE_CACHE_DIR = tmp_path / "cache"
    return tmp_path


@pytest.fixture
def one_slot(workspace: Workspace) -> None:
    """Alice's workspace has one slot."""
    grant(workspace, slots=1, reason="test", key="one-slot")


@pytest.fixture
def told_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stages by tests.avatars.told_stage, looked after more often."""
    monkeypatch.setattr(running, "PROGRAM", "tests.avatars.told_stage")
    monkeypatch.setattr(running, "LOOK_S", 0.02)


@pytest.fixture
def avatar(workspace: Workspace) -> Avatar:
    """Alice's own, a draft."""
    return Avatar.objects.create(workspace=workspace, name="Alice")


@pytest.fixture
def recording(avatar: Avatar, alice: User, var_dir: Path) -> Recording:
    """A sent one with a take whose file is there."""
    return recorded(avatar, alice)


def recorded(avatar: Avatar, by: User) -> Recording:
    """A recording of an avatar, sent."""
    recording = Recording.objects.create(
        avatar=avatar, way=Way.UPLOADED, status=RecordingStatus.SENT, consent_version=1, consent_by=by,
        consent_at=timezone.now(),
    )  # fmt: skip
    take = Take.objects.create(
        recording=recording, key="1", part="file", mime="video/mp4", status=TakeStatus.WHOLE, chosen=True,
        lasted_ms=60_000,
    )  # fmt: skip
    path_of(take).parent.mkdir(parents=True, exist_ok=True)
    path_of(take).write_bytes(b"footage")
    return recording


def order(row: Work, **what: str) -> Path:
    """Tell the stages of a run what to do: stage="hang", "crash", "refuse". Returns the work folder."""
    folder = work_folder(row)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "orders.json").write_text(json.dumps(what))
    fifo = folder / "started"
    if not fifo.exists():
        os.mkfifo(fifo)
    return folder
