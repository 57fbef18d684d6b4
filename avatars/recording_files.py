"""Where the bytes of a recording lie, and how they get there: appended, synchronised, never half a piece."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from avatars.models import Recording, Take
from avatarsite.errors import UserError

RESERVE = 256 * 1024**2  # stays free, so that the database can go on writing
_ENDINGS = {"video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "video/x-matroska": "mkv"}


def folder_of(recording: Recording) -> Path:
    """VAR_DIR/recordings/<code>, whether it is there or not."""
    return Path(settings.VAR_DIR) / "recordings" / recording.code


def path_of(take: Take) -> Path:
    """The take's one file. Its name holds nothing that a person typed."""
    ending = _ENDINGS.get(take.mime.partition(";")[0].strip().lower(), "bin")
    return folder_of(take.recording) / f"{take.pk}.{ending}"


def require_space(size: int, folder: Path | None = None) -> None:
    """UserError("recording.disk_full") unless `size` bytes more fit beside what must stay free."""
    root = folder or Path(settings.VAR_DIR)
    while not root.exists():
        root = root.parent
    if shutil.disk_usage(root).free < size + RESERVE:
        raise UserError("recording.disk_full")


def append(path: Path, at: int, data: bytes) -> None:
    """Write `data` at byte `at`, where the file's safe part ends, and see it onto the disk.

    What an earlier, broken write left behind `at` goes. UserError("recording.disk_full") when there is no room; the
    file's safe part stays as it was then.
    """
    require_space(len(data), path.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("r+b" if path.exists() else "w+b") as file:
            if os.fstat(file.fileno()).st_size > at:
                file.truncate(at)
            file.seek(at)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            os.truncate(path, at)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UserError("recording.disk_full") from error
        raise


def remove(take: Take) -> None:
    """The take's bytes go from the disk."""
    path_of(take).unlink(missing_ok=True)


def remove_all(recording: Recording) -> None:
    """Everything of a recording goes from the disk."""
    shutil.rmtree(folder_of(recording), ignore_errors=True)
