"""What a file is, and which files are refused before anything is decoded."""

import os
from pathlib import Path

import pytest

from avatars.footage.errors import FootageError
from avatars.footage.probe import probe
from tests.footage.made import grey, hum, work_of, write_clip


def clip(path: Path, seconds: float = 16, **how: object) -> Path:
    picture = grey()
    return write_clip(path, (picture(i) for i in range(int(seconds * 5))), hum(seconds), fps=5, **how)  # type: ignore[arg-type]


def refused(work: Path) -> list[str]:
    with pytest.raises(FootageError) as caught:
        probe(work)
    return [reason.id for reason in caught.value.reasons]


@pytest.mark.parametrize(
    ("suffix", "codecs"),
    [
        ("mp4", ("libx264", "aac")),
        ("webm", ("libvpx-vp9", "libopus")),
        ("avi", ("mpeg4", "mp3")),
        ("mkv", ("libx265", "flac")),
    ],
)
def test_it_reads_any_container(tmp_path: Path, suffix: str, codecs: tuple[str, str]) -> None:
    options = {"deadline": "realtime", "cpu-used": "8"} if suffix == "webm" else {}
    found = probe(work_of(tmp_path, clip(tmp_path / f"a.{suffix}", codecs=codecs, options=options)))
    assert found["seconds"] == pytest.approx(16, abs=0.3)
    take = found["takes"][0]
    assert (take["width"], take["height"], take["sound"]) == (160, 120, True)


def test_it_is_skipped_when_done(tmp_path: Path) -> None:
    work = work_of(tmp_path, clip(tmp_path / "a.mp4"))
    probe(work)
    before = (work / "probe.json").stat().st_mtime_ns
    probe(work)
    assert (work / "probe.json").stat().st_mtime_ns == before


def test_all_reasons_are_told(tmp_path: Path) -> None:
    picture = grey()
    silent = write_clip(tmp_path / "a.mp4", (picture(i) for i in range(20)), None, fps=5)
    assert refused(work_of(tmp_path, silent)) == ["footage.no_sound", "footage.too_short"]


def test_too_long(tmp_path: Path) -> None:
    picture = grey((64, 64))
    long = write_clip(tmp_path / "a.mp4", (picture(i) for i in range(640)), hum(1), fps=1)
    assert refused(work_of(tmp_path, long)) == ["footage.too_long"]


def test_too_big(tmp_path: Path) -> None:
    work = work_of(tmp_path, clip(tmp_path / "a.mp4"))
    os.truncate(work / "source" / "000.mp4", (2 << 30) + 1)  # sparse: takes no room
    assert refused(work) == ["footage.too_big"]


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    from avatars.footage.clean_sound import write_levelled

    write_levelled(hum(16), tmp_path / "a.wav")
    assert refused(work_of(tmp_path, tmp_path / "a.wav")) == ["footage.no_picture"]


@pytest.mark.parametrize("content", [b"", b"not a video" * 100, b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
                                     b"ffconcat version 1.0\nfile /etc/passwd\n"])  # fmt: skip
def test_no_video(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(content)
    assert refused(work_of(tmp_path, tmp_path / "a.mp4")) == ["footage.unreadable"]


def test_a_head_without_a_body(tmp_path: Path) -> None:
    whole = clip(tmp_path / "a.mp4").read_bytes()
    (tmp_path / "b.mp4").write_bytes(whole[: len(whole) // 2])  # its index stands at the end
    assert refused(work_of(tmp_path, tmp_path / "b.mp4")) == ["footage.unreadable"]
