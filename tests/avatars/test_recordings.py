"""Recordings: what is taken, what counts, what creation gets."""

import pytest

from accounts.models import User, Workspace
from avatars.models import LISTENING, Recording, RecordingStatus, Take, TakeStatus, Way
from avatars.recording_files import path_of
from avatars.recording_takes import (
    append_chunk,
    begin_take,
    choose_take,
    end_take,
    trim_take,
)
from avatars.recordings import (
    begin_avatar,
    begin_recording,
    leave,
    missing_parts,
    send,
    sources,
    spoken_s,
)
from avatars.scripts import script
from avatars.status import Status
from avatarsite.errors import UserError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_slot")]
MP4 = 'video/mp4;codecs="avc1.42E01F,opus"'


@pytest.fixture
def recording(workspace: Workspace, alice: User) -> Recording:
    return begin_avatar(workspace, "Alice", Way.RECORDED, "en", alice)


@pytest.fixture
def upload(workspace: Workspace, alice: User) -> Recording:
    return begin_avatar(workspace, "Alice", Way.UPLOADED, "en", alice)


def taken(recording: Recording, part: str, key: str, *, ms: int = 5000, broken: bool = False) -> Take:
    take = begin_take(recording, key, part=part, mime=MP4)
    append_chunk(take, 0, ms, key.encode())
    return end_take(take, lasted_ms=ms, broken=broken)


def test_it_begins_with_a_consent(recording: Recording, alice: User) -> None:
    assert (recording.consent_by, recording.consent_version, recording.status) == (alice, 1, "open")
    assert recording.script_version == script("en").version
    assert recording.avatar.status == Status.DRAFT


def test_the_first_take_makes_the_avatar_uploading(recording: Recording) -> None:
    begin_take(recording, "take-one", part="1", mime=MP4)
    recording.avatar.refresh_from_db()
    assert recording.avatar.status == Status.UPLOADING


def test_a_take_is_begun_once_however_often_it_is_told(recording: Recording) -> None:
    first = begin_take(recording, "take-one", part="1", mime=MP4)
    assert begin_take(recording, "take-one", part="2", mime=MP4) == first
    assert first.text == script("en").parts[0].text


@pytest.mark.parametrize("part", ["0", "99", "file", "../1", ""])
def test_a_part_that_the_script_does_not_have_is_refused(recording: Recording, part: str) -> None:
    with pytest.raises(UserError, match=r"recording\.bad_request"):
        begin_take(recording, "take-one", part=part, mime=MP4)


@pytest.mark.parametrize("key", ["short", "a/../../etc/passwd", "x" * 37, "with space"])
def test_a_key_holds_nothing_but_letters(recording: Recording, key: str) -> None:
    with pytest.raises(UserError, match=r"recording\.bad_request"):
        begin_take(recording, key, part="1", mime=MP4)


def test_a_piece_may_come_twice_or_overlap(recording: Recording) -> None:
    take = begin_take(recording, "take-one", part="1", mime=MP4)
    assert append_chunk(take, 0, 1000, b"abc") == 3
    assert append_chunk(take, 0, 1000, b"abc") == 3
    assert append_chunk(take, 1, 2000, b"bcde") == 5
    assert path_of(take).read_bytes() == b"abcde"


def test_a_missing_piece_is_asked_for(recording: Recording) -> None:
    take = begin_take(recording, "take-one", part="1", mime=MP4)
    append_chunk(take, 0, 1000, b"abc")
    with pytest.raises(UserError, match=r"recording\.gap") as refused:
        append_chunk(take, 5, 3000, b"fg")
    assert refused.value.facts == {"have": 3}


def test_after_its_end_a_take_takes_no_more(recording: Recording) -> None:
    take = taken(recording, "1", "take-one")
    assert append_chunk(take, 0, 1000, b"take-one") == 8  # a piece that came twice
    with pytest.raises(UserError, match=r"recording\.take_over"):
        append_chunk(take, 8, 6000, b"more")


def test_the_newest_whole_take_of_a_part_counts(recording: Recording) -> None:
    first, second = taken(recording, "1", "take-one"), taken(recording, "1", "take-two")
    assert [source.path for source in sources(recording)] == [path_of(second)]
    choose_take(first, True)
    assert [source.path for source in sources(recording)] == [path_of(first)]


def test_what_broke_off_is_used_beside_it_but_its_words_are_not_trusted(recording: Recording) -> None:
    broken, whole = taken(recording, "1", "take-one", broken=True), taken(recording, "1", "take-two")
    found = sources(recording)
    assert [source.path for source in found] == [path_of(broken), path_of(whole)]
    assert [source.text for source in found] == [None, script("en").parts[0].text]


def test_a_broken_take_lasts_as_long_as_its_pieces_told(recording: Recording) -> None:
    take = begin_take(recording, "take-one", part="1", mime=MP4)
    append_chunk(take, 0, 1000, b"abc")
    append_chunk(take, 3, 4200, b"def")
    ended = end_take(take, lasted_ms=0, broken=True)
    assert (ended.status, ended.lasted_ms, ended.chosen) == (TakeStatus.BROKEN, 4200, True)


def test_a_short_or_empty_one_that_broke_off_is_not_used(recording: Recording) -> None:
    assert not taken(recording, "1", "take-one", ms=900, broken=True).chosen
    empty = begin_take(recording, "take-two", part="1", mime=MP4)
    end_take(empty, lasted_ms=0, broken=True)
    assert not recording.takes.filter(key="take-two").exists()


def test_sources_come_in_the_script_s_order_with_their_trims(recording: Recording) -> None:
    taken(recording, LISTENING, "take-end", ms=15_000)
    second = taken(recording, "2", "take-two")
    taken(recording, "1", "take-one")
    trim_take(second, 500, 4000)
    found = sources(recording)
    assert [source.part for source in found] == ["1", "2", LISTENING]
    assert (found[1].start_s, found[1].end_s, found[1].text) == (0.5, 4.0, None)
    assert (found[2].start_s, found[2].end_s, found[2].text) == (0.0, None, None)


@pytest.mark.parametrize(("start", "end"), [(0, 500), (4500, None), (3000, 3900)])
def test_a_trim_leaves_a_second(recording: Recording, start: int, end: int | None) -> None:
    take = taken(recording, "1", "take-one")
    with pytest.raises(UserError, match=r"recording\.trim_too_short"):
        trim_take(take, start, end)


def test_too_little_speech_is_not_sent(recording: Recording, alice: User) -> None:
    taken(recording, "1", "take-one", ms=9000)
    taken(recording, LISTENING, "take-end", ms=15_000)
    assert spoken_s(recording) == 9
    with pytest.raises(UserError, match=r"recording\.too_little"):
        send(recording, alice)
    assert "2" in missing_parts(recording)


def test_sending_begins_the_creation_once(recording: Recording, alice: User) -> None:
    for part in ("1", "2", "3"):
        taken(recording, part, f"take-{part}-x", ms=6000)
    send(recording, alice)
    send(Recording.objects.get(pk=recording.pk), alice)
    recording.refresh_from_db()
    assert recording.status == RecordingStatus.SENT
    assert recording.avatar.works.count() == 1
    with pytest.raises(UserError, match=r"recording\.closed"):
        begin_take(recording, "take-late", part="4", mime=MP4)


def test_an_upload_is_whole_with_its_last_byte(upload: Recording, alice: User) -> None:
    take = begin_take(upload, "file-key", part="file", mime="video/quicktime", file_name="me.mov", declared=6)
    append_chunk(take, 0, 20_000, b"abc")
    with pytest.raises(UserError, match=r"recording\.not_whole"):
        send(upload, alice)
    append_chunk(take, 3, 20_000, b"def")
    (source,) = sources(upload)
    assert (source.part, source.text, source.path.suffix) == ("", None, ".mov")
    send(upload, alice)


@pytest.mark.parametrize(
    ("size", "why"), [(None, "empty_file"), (0, "empty_file"), (2 * 1024**3 + 1, "too_large")]
)
def test_an_upload_s_size_is_checked_before_it_begins(upload: Recording, size: int | None, why: str) -> None:
    with pytest.raises(UserError, match=rf"recording\.{why}"):
        begin_take(upload, "file-key", part="file", mime="video/mp4", declared=size)


def test_an_upload_is_no_longer_than_it_said(upload: Recording) -> None:
    take = begin_take(upload, "file-key", part="file", mime="video/mp4", declared=4)
    with pytest.raises(UserError, match=r"recording\.bad_request"):
        append_chunk(take, 0, 0, b"abcde")


@pytest.mark.parametrize("lasted_ms", [2000, 13_000])
def test_an_upload_known_to_be_too_short_is_not_sent(upload: Recording, alice: User, lasted_ms: int) -> None:
    take = begin_take(upload, "file-key", part="file", mime="video/mp4", declared=3)
    append_chunk(take, 0, lasted_ms, b"abc")
    with pytest.raises(UserError, match=r"recording\.bad_length"):
        send(upload, alice)


def test_another_recording_leaves_the_open_one(
    recording: Recording, alice: User, django_capture_on_commit_callbacks: object
) -> None:
    taken(recording, "1", "take-one")
    avatar = recording.avatar
    avatar.refresh_from_db()
    file = path_of(recording.takes.get())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        again = begin_recording(avatar, Way.UPLOADED, "en", alice)
    recording.refresh_from_db()
    assert (recording.status, again.status) == (RecordingStatus.ABANDONED, RecordingStatus.OPEN)
    assert not file.exists()


@pytest.mark.parametrize("status", [Status.CREATING, Status.ACTIVATING])
def test_while_a_job_works_there_is_no_new_footage(recording: Recording, alice: User, status: str) -> None:
    leave(recording)
    recording.avatar.status = status
    recording.avatar.save()
    with pytest.raises(UserError, match=r"recording\.not_now"):
        begin_recording(recording.avatar, Way.RECORDED, "en", alice)


def test_new_footage_leaves_an_active_avatar_active(recording: Recording, alice: User) -> None:
    leave(recording)
    recording.avatar.status = Status.ACTIVE
    recording.avatar.save()
    again = begin_recording(recording.avatar, Way.RECORDED, "en", alice)
    begin_take(again, "take-one", part="1", mime=MP4)
    again.avatar.refresh_from_db()
    assert again.avatar.status == Status.ACTIVE
