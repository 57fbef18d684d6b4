"""Where bundles lie, and the loaded ones, shared by all sessions of this process."""

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from avatars.models import Avatar, Kind
from avatarsite.errors import UserError

if TYPE_CHECKING:
    from avatars.engine import Bundle

SAMPLES = Path(__file__).parent / "samples" / "bundles"
_loading: dict[Path, threading.Lock] = {}  # one visitor's presenter does not wait for another's


def folder_of(avatar: Avatar) -> Path:
    """The bundle's folder. UserError("avatar.no_bundle") when there is none."""
    root = SAMPLES if avatar.kind == Kind.SAMPLE else Path(settings.VAR_DIR)
    folder = root / avatar.bundle_path
    if not avatar.bundle_path or not folder.is_dir():
        raise UserError("avatar.no_bundle", name=avatar.name)
    return folder


def bundle_for(avatar: Avatar) -> "Bundle":
    """The avatar's bundle, loaded once per process (seconds the first time: call it from a thread)."""
    folder = folder_of(avatar)
    with _loading.setdefault(folder, threading.Lock()):
        return _load(folder, avatar.bundle_digest, settings.AVATAR_SIZE)


@lru_cache(maxsize=32)
def _load(folder: Path, digest: str, size: int) -> "Bundle":
    from avatars.engine import Bundle  # here, so that commands and jobs that render nothing start quickly

    return Bundle.load(folder, Path(settings.BUNDLE_CACHE_DIR), size)
