"""Recordings as the rest of the app sees them: begun with a consent, put together of takes, finished."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User, Workspace
from avatars.models import FILE, LISTENING, Avatar, Kind, Recording, RecordingStatus, Take, TakeStatus, Way
from avatars.recording_access import still_open
from avatars.recording_consent import VERSION
from avatars.recording_files import folder_of, path_of, remove_all
from avatars.recording_takes import MAX_S, MIN_S
from avatars.scripts import script
from avatars.status import Status
from avatars.voices import BUILT_IN
from avatarsite.errors import UserError

BUSY = (Status.CREATING, Status.CREATED, Status.ACTIVATING)  # a job works on it, or is about to


@dataclass(frozen=True)
class Source:
    """One file of footage, in the order of its part. Times in seconds of the file; `end_s` None is its end.

    text: what was read, word for word; None where nobody knows (silence, uploads, takes that broke off).
    part: the script's part, "listening" for the silence, "" for an upload.
    """

    path: Path
    start_s: float
    end_s: float | None
    text: str | None
    part: str
    language: str


@transaction.atomic
def begin_avatar(
    workspace: Workspace, name: str, way: Way, language: str, actor: User, gender: str = ""
) -> Recording:
    """A draft with an open recording. The caller has shown the consent statement and got a yes to it.

    gender: of the voice that answers, one of `voices.BUILT_IN`; without it the site's first voice does.
    """
    avatar = Avatar.objects.create(
        workspace=workspace,
        name=name,
        kind=Kind.OWN,
        default_language=language,
        gender=gender,
        voice=BUILT_IN.get(gender, {}),
    )
    return begin_recording(avatar, way, language, actor)


@transaction.atomic
def begin_recording(avatar: Avatar, way: Way, language: str, actor: User) -> Recording:
    """New footage for an avatar; an open recording of it is left. UserError("recording.not_now") while jobs work."""
    avatar = Avatar.objects.select_for_update().get(pk=avatar.pk)
    if avatar.status in BUSY:
        raise UserError("recording.not_now", status=Status(avatar.status).label)
    for left in avatar.recordings.filter(status=RecordingStatus.OPEN):
        leave(left)
    return Recording.objects.create(
        avatar=avatar,
        way=way,
        language=script(language).language if way == Way.RECORDED else language,
        script_version=script(language).version if way == Way.RECORDED else 0,
        consent_version=VERSION,
        consent_language=(get_language() or "en")[:10],
        consent_by=actor,
        consent_at=timezone.now(),
    )


def open_recording(avatar: Avatar) -> Recording | None:
    """The one that its owner has not sent yet."""
    return avatar.recordings.filter(status=RecordingStatus.OPEN).first()


@transaction.atomic
def leave(recording: Recording) -> None:
    """Give an open recording up; its files go once that is certain."""
    won = Recording.objects.filter(pk=recording.pk, status=RecordingStatus.OPEN)
    if won.update(status=RecordingStatus.ABANDONED):
        transaction.on_commit(lambda: remove_all(recording))


def sources(recording: Recording) -> list[Source]:
    """The chosen takes in the script's order, the silence last: what creation works on."""
    takes = [take for take in recording.takes.all() if take.chosen and take.status != TakeStatus.OPEN]
    return [_source(recording, take) for take in sorted(takes, key=_order)]


def _order(take: Take) -> tuple[int, int]:
    return (int(take.part) if take.part.isdigit() else 10_000, take.pk)


def _source(recording: Recording, take: Take) -> Source:
    take.recording = recording
    exact = take.status == TakeStatus.WHOLE and take.text and not (take.start_ms or take.end_ms)
    return Source(
        path=path_of(take),
        start_s=(take.start_ms or 0) / 1000,
        end_s=take.end_ms / 1000 if take.end_ms is not None else None,
        text=take.text if exact else None,
        part="" if take.part == FILE else take.part,
        language=recording.language,
    )


def missing_parts(recording: Recording) -> list[str]:
    """Parts of the script, and the silence, that no chosen whole take covers."""
    chosen = recording.takes.filter(chosen=True, status=TakeStatus.WHOLE)
    have = set(chosen.values_list("part", flat=True))
    if recording.way == Way.UPLOADED:
        return [part for part in (FILE,) if part not in have]
    parts = [part.id for part in script(recording.language).parts]
    return [part for part in (*parts, LISTENING) if part not in have]


def spoken_s(recording: Recording) -> float:
    """How long the chosen takes with speech last, trimmed; as the browser measured, so only nearly."""
    takes = recording.takes.filter(chosen=True).exclude(part=LISTENING).exclude(status=TakeStatus.OPEN)
    return sum(_length_ms(take) for take in takes) / 1000


def _length_ms(take: Take) -> int:
    return max(0, (take.end_ms or take.lasted_ms) - (take.start_ms or 0))


@transaction.atomic
def send(recording: Recording, actor: User) -> Recording:
    """Its owner is done: creation begins. UserError when too little is there; sending twice does no harm."""
    if recording.status == RecordingStatus.SENT:
        return recording
    still_open(recording)
    _check_enough(recording)
    won = Recording.objects.filter(pk=recording.pk, status=RecordingStatus.OPEN)
    if won.update(status=RecordingStatus.SENT, sent_at=timezone.now()):
        recording.refresh_from_db()
        finished(recording, actor)
    return recording


def _check_enough(recording: Recording) -> None:
    """The gate decides about the footage itself; this is what can be known before."""
    if recording.way == Way.UPLOADED:
        if missing_parts(recording):
            raise UserError("recording.not_whole")
        lasted = spoken_s(recording)
        if lasted and not MIN_S - 1 <= lasted <= MAX_S + 1:
            raise UserError("recording.bad_length", low=MIN_S, high=MAX_S // 60)
    elif spoken_s(recording) < MIN_S:
        raise UserError("recording.too_little", seconds=int(spoken_s(recording)), low=MIN_S)


def finished(recording: Recording, actor: User) -> None:
    """Hands the recording over to creation."""
    from avatars.services import begin_creation  # here: the services import sources() from this module

    begin_creation(recording.avatar, recording, actor)


def delete_files(avatar: Avatar) -> None:
    """All footage of an avatar goes from the disk."""
    for recording in avatar.recordings.all():
        remove_all(recording)


__all__ = [
    "Source", "begin_avatar", "begin_recording", "delete_files", "finished", "folder_of", "leave",
    "missing_parts", "open_recording", "send", "sources", "spoken_s",
]  # fmt: skip
