"""Takes as they come in: begun, appended to, ended, chosen and trimmed. Each call may come twice."""

import re
from typing import Any

from django.db import transaction
from django.db.models import Sum

from avatars.changes import change_status
from avatars.models import FILE, LISTENING, Avatar, Recording, Take, TakeStatus, Way
from avatars.recording_access import still_open
from avatars.recording_files import append, path_of, remove, require_space
from avatars.scripts import script
from avatars.status import Status
from avatarsite.errors import UserError

MAX_BYTES = 2 * 1024**3
MAX_CHUNK = 8 * 1024**2
MIN_S, MAX_S = 15, 600
MAX_TAKES = 200
SHORTEST_KEPT_MS = 3000  # of a take that broke off
_KEY = re.compile(r"[A-Za-z0-9-]{8,36}")


def begin_take(
    recording: Recording, key: str, *, part: str, mime: str, file_name: str = "", declared: int | None = None
) -> Take:
    """The take of that key, new or as it is. UserError for what can't be taken; nothing is stored then."""
    known = recording.takes.filter(key=key).first()
    if known is not None:
        return known
    still_open(recording)
    if not _KEY.fullmatch(key) or not mime.isascii() or len(mime) > 100:
        raise UserError("recording.bad_request")
    text = _text_of(recording, part)
    if recording.way == Way.UPLOADED:
        _check_declared(declared)
    if recording.takes.count() >= MAX_TAKES:
        raise UserError("recording.too_many_takes", takes=MAX_TAKES)
    require_space(declared or 0)
    with transaction.atomic():
        _mark_uploading(recording.avatar)
        fields = {
            "part": part,
            "mime": mime,
            "text": text,
            "file_name": file_name[:255],
            "declared": declared,
        }
        return recording.takes.get_or_create(key=key, defaults=fields)[0]


def _text_of(recording: Recording, part: str) -> str:
    """What is read in a part: the server's own words. UserError for a part that the recording does not have."""
    if recording.way == Way.UPLOADED:
        read = "" if part == FILE else None
    else:
        read = "" if part == LISTENING else script(recording.language).text_of(part)
    if read is None:
        raise UserError("recording.bad_request")
    return read


def _check_declared(size: int | None) -> None:
    if not size or size < 0:
        raise UserError("recording.empty_file")
    if size > MAX_BYTES:
        raise UserError("recording.too_large")


def _mark_uploading(avatar: Avatar) -> None:
    """The first bytes of a draft, or of a new try, make it `uploading`; one that is in use stays so."""
    if avatar.status in (Status.DRAFT, Status.FAILED, Status.CANCELLED):
        change_status(avatar, Status.UPLOADING)


@transaction.atomic
def append_chunk(take: Take, offset: int, lasted_ms: int, data: bytes) -> int:
    """Store a piece of a take's file. -> how many bytes are safely there now. `lasted_ms`: of the take at its end.

    A piece that came before is passed over. UserError("recording.gap", have=…) when one before it is missing.
    """
    row = Take.objects.select_for_update().get(pk=take.pk)
    row.recording = take.recording
    end = offset + len(data)
    if offset < 0 or len(data) > MAX_CHUNK:
        raise UserError("recording.bad_request")
    if end <= row.size:
        return row.size
    if offset > row.size:
        raise UserError("recording.gap", have=row.size)
    _check_room(row, end)
    append(path_of(row), row.size, data[row.size - offset :])
    row.size, row.lasted_ms = end, max(row.lasted_ms, min(lasted_ms, MAX_S * 1000))
    if end == row.declared:
        row.status, row.chosen = TakeStatus.WHOLE, True
    row.save(update_fields=["size", "lasted_ms", "status", "chosen", "changed_at"])
    return end


def _check_room(take: Take, end: int) -> None:
    """UserError when the take is over, or larger than it may be."""
    still_open(take.recording)
    if take.status != TakeStatus.OPEN:
        raise UserError("recording.take_over")
    if take.declared is not None and end > take.declared:
        raise UserError("recording.bad_request")
    others = take.recording.takes.exclude(pk=take.pk).aggregate(sum=Sum("size"))["sum"] or 0
    if end + others > MAX_BYTES:
        raise UserError("recording.too_large")


@transaction.atomic
def end_take(take: Take, *, lasted_ms: int, broken: bool) -> Take:
    """The person stopped it, or it broke off. The newest whole take of a part is the one that counts.

    What broke off is used beside it when it is long enough; an empty one goes.
    """
    row = Take.objects.select_for_update().get(pk=take.pk)
    if row.status != TakeStatus.OPEN:
        return row
    if broken and not row.size:
        row.delete()
        return row
    row.status = TakeStatus.BROKEN if broken else TakeStatus.WHOLE
    row.lasted_ms = min(lasted_ms, MAX_S * 1000) or row.lasted_ms
    row.chosen = not broken or row.lasted_ms >= SHORTEST_KEPT_MS
    if not broken:
        _only_one(row)
    row.save()
    return row


def _only_one(take: Take) -> None:
    """The other whole takes of its part don't count any more."""
    same = Take.objects.filter(recording=take.recording_id, part=take.part, status=TakeStatus.WHOLE)
    same.exclude(pk=take.pk).update(chosen=False)


@transaction.atomic
def choose_take(take: Take, chosen: bool) -> Take:
    """Use it, or don't. Of the whole takes of a part one counts."""
    still_open(take.recording)
    take.chosen = chosen
    if chosen and take.status == TakeStatus.WHOLE:
        _only_one(take)
    take.save(update_fields=["chosen", "changed_at"])
    return take


def trim_take(take: Take, start_ms: int | None, end_ms: int | None) -> Take:
    """The part of it that counts. UserError("recording.trim_too_short") when less than a second is left."""
    still_open(take.recording)
    end = end_ms if end_ms is not None else take.lasted_ms or MAX_S * 1000
    if (start_ms or 0) < 0 or end - (start_ms or 0) < 1000:
        raise UserError("recording.trim_too_short")
    take.start_ms, take.end_ms = start_ms or None, end_ms
    take.save(update_fields=["start_ms", "end_ms", "changed_at"])
    return take


def delete_take(take: Take) -> None:
    """The take and its file go."""
    still_open(take.recording)
    remove(take)
    take.delete()


def as_dict(take: Take) -> dict[str, Any]:
    """What the page knows of a take."""
    return {
        "key": take.key, "part": take.part, "status": take.status, "chosen": take.chosen, "size": take.size,
        "declared": take.declared, "lasted_ms": take.lasted_ms, "start_ms": take.start_ms, "end_ms": take.end_ms,
        "file_name": take.file_name, "mime": take.mime,
    }  # fmt: skip
