"""The still picture of a presenter in a room that is not the one of its thumbnail."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import Http404

from avatars.bundles import bundle_for
from avatars.models import Avatar
from avatarsite.errors import UserError

SIDE, QUALITY = 384, 88
_DIGITS = 20  # of the digest of all that it shows, in its file's name


def poster_file(avatar: Avatar, room: str) -> Path:
    """A WebP that is drawn once and then kept: at rest, eyes open, as loops begin. Http404 without a bundle.

    It is drawn anew when the bundle, the room's picture or its light has changed.
    """
    from avatars.backgrounds import look  # here, so that commands that render nothing start quickly

    digest = hashlib.sha256(avatar.bundle_digest.encode() + look(room)).hexdigest()[:_DIGITS]
    file = Path(settings.BUNDLE_CACHE_DIR) / f"{avatar.code}-{room}-{digest}.webp"
    if not file.is_file():
        _keep(file, _drawn(avatar, room))
        _forget_older(file)
    return file


def _drawn(avatar: Avatar, room: str) -> bytes:
    import cv2

    from avatars.backgrounds import background_for
    from avatars.engine.colour import i420_to_bgr

    try:
        bundle = bundle_for(avatar)
    except UserError as error:
        raise Http404 from error
    loop = bundle.loops["idle"]
    background = background_for(bundle, room)
    image = loop.frames[0]
    if background is not None and loop.alpha is not None:
        image = background.behind(image, loop.alpha[0])
    small = cv2.resize(i420_to_bgr(image), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return cv2.imencode(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])[1].tobytes()


def _keep(file: Path, content: bytes) -> None:
    """In one step: two processes may draw it at the same time."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".poster-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise


def _forget_older(file: Path) -> None:
    for other in file.parent.glob(f"{file.stem[:-_DIGITS]}{'[0-9a-f]' * _DIGITS}.webp"):
        if other != file:
            other.unlink(missing_ok=True)
