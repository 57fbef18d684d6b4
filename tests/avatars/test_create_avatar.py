"""manage.py create_avatar: the whole way by a command."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User, Workspace
from avatars.models import Avatar
from billing.slots import slots_left


def created(video: Path, *options: str) -> dict[str, Any]:
    """What the command prints as JSON."""
    out = StringIO()
    command = [
        "create_avatar",
        str(video),
        "--owner",
        "ALICE@example.org",
        "--name",
        "Alice",
        "--json",
        *options,
    ]
    call_command(*command, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@pytest.mark.usefixtures("told_stages", "one_slot")
@pytest.mark.django_db(transaction=True)
def test_it_waits_until_it_is_active_and_says_what_each_stage_took(
    workspace: Workspace, tmp_path: Path
) -> None:
    video = tmp_path / "me.mp4"
    video.write_bytes(b"footage" * 1000)
    result = created(video, "--wait")
    assert (result["status"], result["reasons"]) == ("active", [])
    assert list(result["seconds"]) == ["receive", "probe", "clean", "faces", "gate", "speech", "build"]
    assert Avatar.objects.get(code=result["code"]).is_active
    assert slots_left(workspace) == 0


@pytest.mark.usefixtures("told_stages", "one_slot")
@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_printed_is_no_part_of_the_answer(
    workspace: Workspace, tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    video = tmp_path / "me.mp4"
    video.write_bytes(b"footage")
    assert created(video, "--wait")["status"] == "active"
    printed = capsys.readouterr()
    assert (printed.out, "Alice is ready" in printed.err) == ("", True)


@pytest.mark.usefixtures("one_slot")
@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_no_video_fails_with_its_reason(workspace: Workspace, tmp_path: Path) -> None:
    video = tmp_path / "me.mp4"
    video.write_text("no video at all")
    out = StringIO()
    command = [
        "create_avatar",
        str(video),
        "--owner",
        "alice@example.org",
        "--name",
        "Alice",
        "--json",
        "--wait",
    ]
    with pytest.raises(SystemExit):
        call_command(*command, stdout=out)
    result = json.loads(out.getvalue())
    assert (result["status"], [reason["id"] for reason in result["reasons"]]) == (
        "failed",
        ["footage.unreadable"],
    )
    assert slots_left(workspace) == 1


def test_without_a_slot_it_says_so_and_leaves_nothing(alice: User, tmp_path: Path) -> None:
    video = tmp_path / "me.mp4"
    video.touch()
    with pytest.raises(CommandError, match="slot"):
        created(video)
    assert not Avatar.objects.filter(kind="own").exists()


@pytest.mark.usefixtures("one_slot")
def test_wrong_names_are_told_and_leave_nothing(alice: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        created(tmp_path / "nowhere.mp4")
    with pytest.raises(CommandError, match="nobody@example"):
        call_command("create_avatar", "x.mp4", "--owner", "nobody@example.org", "--name", "x")
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(CommandError, match="empty"):
        created(tmp_path / "empty.mp4")
    assert not Avatar.objects.filter(kind="own").exists()
