"""Which bundle a command line means."""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from avatars.bundles import SAMPLES, folder_of
from avatars.engine import Bundle, BundleError
from avatars.models import Avatar


def find_bundle(name: str) -> Bundle:
    """`name`: the folder of a bundle, the code of a sample (no database needed), or the code of any avatar.

    Raises `BundleError` or `UserError`.
    """
    return Bundle.load(_folder(name), settings.BUNDLE_CACHE_DIR, settings.AVATAR_SIZE)


def _folder(name: str) -> Path:
    if (Path(name) / "manifest.json").is_file():
        return Path(name)
    if Path(name).name == name and (SAMPLES / name / "manifest.json").is_file():
        return SAMPLES / name
    try:
        return folder_of(Avatar.objects.get(code=name))
    except (Avatar.DoesNotExist, DatabaseError) as error:
        raise BundleError(f"There is no avatar {name}: `manage.py list_avatars` shows them all.") from error
