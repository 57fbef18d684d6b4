"""How bytes get onto the disk: appended whole, or not at all."""

from pathlib import Path

import pytest

from avatars import recording_files
from avatars.recording_files import append, require_space
from avatarsite.errors import UserError


def test_pieces_stand_one_after_another(tmp_path: Path) -> None:
    file = tmp_path / "new" / "take.webm"
    append(file, 0, b"abc")
    append(file, 3, b"def")
    assert file.read_bytes() == b"abcdef"


def test_what_a_crash_left_behind_the_safe_part_goes(tmp_path: Path) -> None:
    file = tmp_path / "take.webm"
    file.write_bytes(b"abcXXXXXXXX")
    append(file, 3, b"def")
    assert file.read_bytes() == b"abcdef"


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    file = tmp_path / "take.webm"
    file.symlink_to("/dev/full")  # every write to it answers "no space left on device"
    with pytest.raises(UserError, match=r"recording\.disk_full"):
        append(file, 0, b"abc")


def test_room_is_asked_for_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_space(1, tmp_path / "not" / "there" / "yet")
    monkeypatch.setattr(recording_files, "RESERVE", 1 << 60)
    with pytest.raises(UserError, match=r"recording\.disk_full"):
        require_space(1, tmp_path)
