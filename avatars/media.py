"""The pictures of an avatar that pages show."""

import json
from pathlib import Path
from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404
from django.urls import reverse

from avatars.bundles import folder_of
from avatars.models import Avatar, Kind
from avatarsite.errors import UserError

PARTS = ("thumbnail", "preview")
SHOWN_S = 24 * 3600

_signer = TimestampSigner(salt="avatars.media")


def media_url(avatar: Avatar, part: str, room: str = "", *, for_guests: bool = False) -> str:
    """A part of PARTS; room: what is behind it, "" for its own. Another address for each bundle: pages keep it.

    for_guests: one that for a day shows an own avatar to who has it.
    """
    query = {"v": avatar.bundle_digest[:8], **({"background": room} if room else {})}
    if for_guests and avatar.kind == Kind.OWN:
        query["shown"] = _signer.sign(avatar.code)
    return f"{reverse('avatar_media', args=[avatar.code, part])}?{urlencode(query)}"


def is_shown(code: str, signed: str) -> bool:
    """Whether `signed` comes from such an address of the avatar, not older than a day."""
    try:
        return bool(_signer.unsign(signed, max_age=SHOWN_S) == code)
    except BadSignature:
        return False


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
