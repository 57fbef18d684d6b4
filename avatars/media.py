"""The pictures of an avatar that pages show."""

import json
from pathlib import Path
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from avatars.bundles import folder_of
from avatars.models import Avatar
from avatarsite.errors import UserError

PARTS = ("thumbnail", "preview")


def still_url(avatar: Avatar, room: str = "") -> str:
    """Its still picture in a room; "" for the one of its thumbnail. Another address for each bundle: pages keep it."""
    query = {"v": avatar.bundle_digest[:8], **({"background": room} if room else {})}
    return f"{reverse('avatar_media', args=[avatar.code, 'thumbnail'])}?{urlencode(query)}"


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
