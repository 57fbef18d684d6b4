"""Where the files of own avatars lie, all under VAR_DIR/avatars/<code>/."""

import shutil
from pathlib import Path

from django.conf import settings

from avatars.models import Avatar, Work
from avatars.recording_files import remove_all


def home(avatar: Avatar) -> Path:
    """Everything of one avatar but its recordings."""
    return Path(settings.VAR_DIR) / "avatars" / avatar.code


def work_folder(row: Work) -> Path:
    """Where the stages work. It belongs to the recording, so that a run that is tried again goes on in it."""
    return home(row.avatar) / f"work-{row.recording.code if row.recording else 'none'}"


def bundle_folder(row: Work) -> Path:
    """Where an activation puts its bundle; another one while the avatar's own is in use."""
    return home(row.avatar) / f"bundle-{row.pk}"


def relative(folder: Path) -> str:
    """As Avatar.bundle_path keeps it."""
    return folder.relative_to(Path(settings.VAR_DIR)).as_posix()


def forget_older(row: Work) -> None:
    """After an activation: bundles and work folders that the avatar needs no more. Who has one mapped keeps it."""
    keep = {work_folder(row), bundle_folder(row)}
    for folder in home(row.avatar).glob("*"):
        if folder not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def forget_all(avatar: Avatar) -> None:
    """Nothing of the avatar's files is left: footage, work, bundles, decoded loops."""
    shutil.rmtree(home(avatar), ignore_errors=True)
    for recording in avatar.recordings.all():
        remove_all(recording)
    for decoded in Path(settings.BUNDLE_CACHE_DIR).glob(f"{avatar.code}-*"):
        decoded.unlink(missing_ok=True)
