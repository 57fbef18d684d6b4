"""An own avatar of a video file that lies on the server: what a person does in the upload page, by a command."""

import mimetypes
from pathlib import Path

from accounts.access import workspace_of
from accounts.models import User
from avatars.models import FILE, Avatar, Recording, Way
from avatars.recording_takes import MAX_CHUNK, append_chunk, begin_take
from avatars.recordings import begin_avatar, leave, send
from avatarsite.codes import new_code
from avatarsite.errors import UserError
from billing.slots import refuse_without_slot


def create_from_file(video: Path, email: str, name: str, language: str = "en", gender: str = "") -> Avatar:
    """Begins creation; the jobs do the rest. Who runs the command vouches for the owner's consent.

    UserError("avatar.no_owner"), ("avatar.no_file"), ("billing.no_slots"), or what the upload page would say.
    """
    owner = User.objects.filter(email__iexact=email).first()
    if owner is None:
        raise UserError("avatar.no_owner", email=email)
    if not video.is_file():
        raise UserError("avatar.no_file", path=str(video))
    workspace = workspace_of(owner)
    refuse_without_slot(workspace)
    recording = begin_avatar(workspace, name, Way.UPLOADED, language, owner, gender)
    try:
        _bring(recording, video)
        send(recording, owner)
    except UserError:
        leave(recording)
        recording.avatar.delete()
        raise
    return Avatar.objects.get(pk=recording.avatar_id)


def _bring(recording: Recording, video: Path) -> None:
    """The file's bytes, piece by piece, as a browser sends them."""
    size, mime = video.stat().st_size, mimetypes.guess_type(video.name)[0] or "application/octet-stream"
    take = begin_take(recording, new_code(), part=FILE, mime=mime, file_name=video.name, declared=size)
    with video.open("rb") as file:
        while data := file.read(MAX_CHUNK):
            append_chunk(take, file.tell() - len(data), 0, data)
