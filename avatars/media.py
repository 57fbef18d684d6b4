"""The pictures of an avatar that pages show."""

import json
from pathlib import Path

from django.http import Http404

from avatars.bundles import folder_of
from avatars.models import Avatar
from avatarsite.errors import UserError

PARTS = ("thumbnail", "preview")


def media_file(avatar: Avatar, part: str) -> Path:
    """The file that the bundle's manifest names for a part. Http404 without one, or outside the bundle."""
    try:
        folder = folder_of(avatar)
        name = json.loads((folder / "manifest.json").read_bytes()).get(part) or ""
    except (UserError, OSError, ValueError) as error:
        raise Http404 from error
    file = (folder / name).resolve()
    if not file.is_file() or folder.resolve() not in file.parents:
        raise Http404
    return file
