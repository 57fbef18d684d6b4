"""The clean copy of every kind of source: one rate, upright, one range, in step, at one loudness."""

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from avatars.footage.child import silent
from avatars.footage.clean import SOUND, VIDEO, clean, copy_takes
from avatars.footage.clean_picture import on_ticks
from avatars.footage.clean_sound import TARGET_LUFS, limited, measured, read_wav
from avatars.footage.probe import probe, probe_takes
from avatars.footage.takes import SourceTake, read_takes, write_takes
from tests.footage.made import RATE, hum, work_of, write_clip

SIZE = (160, 120)
FLASH_S = 1.2


def flash(number: int, fps: float, at_s: float = FLASH_S) -> np.ndarray:
    """Dark, but white for 120 ms; its left half a little lighter, so that turns show."""
    image = np.full((SIZE[1], SIZE[0], 3), 40, np.uint8)
    image[:, : SIZE[0] // 2] = 80
    if at_s - 1e-6 <= number / fps < at_s + 0.12:
        image[:] = 235
    return image


def click(seconds: float, at_s: float = FLASH_S, level: float = 0.5) -> np.ndarray:
    """Silence but for 120 ms of tone."""
    pcm = np.zeros(int(seconds * RATE), np.float32)
    start, count = round(at_s * RATE), round(0.12 * RATE)
    pcm[start : start + count] = hum(0.12, level)[:count]
    return pcm


def cleaned(folder: Path, *files: Path, takes: list[SourceTake] | None = None) -> dict[str, Any]:
    work = work_of(folder, *files)
    if takes:
        write_takes(work, takes)
    listed = [asdict(take) for take in read_takes(work)]
    probed = probe_takes({"work": str(work), "takes": listed}, silent)["takes"]
    (work / "clean").mkdir()
    return copy_takes(
        {"work": str(work), "takes": listed, "probe": probed}, silent
    )  # no child: it takes a second each


def seen(folder: Path) -> np.ndarray:
    """(n, h, w) the luma of the clean video."""
    with av.open(str(folder / "work" / VIDEO)) as clip:
        stream = clip.streams.video[0]
        assert (stream.average_rate, stream.pix_fmt, stream.codec_context.color_range) == (25, "yuv420p", 1)
        planes = [frame.to_ndarray()[: frame.height] for frame in clip.decode(video=0)]
    return np.array(planes)


def flash_at(folder: Path) -> float:
    light = seen(folder)[:, :, SIZE[0] // 2 :].mean(axis=(1, 2))
    return float(np.flatnonzero(light > light.max() * 0.8)[0]) / 25


def click_at(folder: Path) -> float:
    pcm = np.abs(read_wav(folder / "work" / SOUND))
    return float(np.flatnonzero(pcm > pcm.max() / 3)[0]) / RATE


def made(path: Path, fps: float = 25, seconds: float = 3, **how: Any) -> Path:
    return write_clip(
        path, (flash(i, fps) for i in range(round(fps * seconds))), click(seconds), fps=fps, **how
    )


@pytest.mark.parametrize(
    ("name", "fps", "how"),
    [
        ("a.mp4", 25, {}),
        ("a.mp4", 60, {}),
        ("a.mp4", 30, {}),
        ("a.mov", 12.5, {}),
        (
            "a.webm",
            25,
            {"codecs": ("libvpx-vp9", "libopus"), "options": {"deadline": "realtime", "cpu-used": "8"}},
        ),
        ("a.mkv", 25, {"codecs": ("mpeg4", "flac")}),
    ],
)
def test_picture_and_sound_stay_in_step(tmp_path: Path, name: str, fps: float, how: dict[str, Any]) -> None:
    info = cleaned(tmp_path, made(tmp_path / name, fps, **how))
    assert info["frames"] == pytest.approx(75, abs=2)
    assert len(read_wav(tmp_path / "work" / SOUND)) == info["frames"] * 1920
    assert flash_at(tmp_path) == pytest.approx(FLASH_S, abs=0.041)
    assert click_at(tmp_path) == pytest.approx(FLASH_S, abs=0.02)


def test_a_variable_rate_becomes_constant(tmp_path: Path) -> None:
    def uneven(number: int) -> float:
        return number / 50 if number < 50 else 1 + (number - 50) / 12.5

    pictures = (flash(0, 1, at_s=-9 if abs(uneven(i) - FLASH_S - 0.06) > 0.061 else 0) for i in range(75))
    info = cleaned(tmp_path, write_clip(tmp_path / "a.mkv", pictures, click(3), times_s=uneven))
    assert info["frames"] == pytest.approx(75, abs=2)
    assert flash_at(tmp_path) == pytest.approx(FLASH_S, abs=0.061)


def test_sound_that_begins_later_is_put_where_it_belongs(tmp_path: Path) -> None:
    clip = write_clip(
        tmp_path / "a.mkv", (flash(i, 25) for i in range(75)), click(2.5, FLASH_S - 0.5), sound_begins_s=0.5
    )
    cleaned(tmp_path, clip)
    assert click_at(tmp_path) == pytest.approx(FLASH_S, abs=0.02)


def test_takes_are_trimmed_and_joined(tmp_path: Path) -> None:
    first, second = made(tmp_path / "a.mp4"), made(tmp_path / "b.mp4", fps=30)
    trims = [
        SourceTake("000.mp4", start_s=1.0, text="Hello.", language="en"),
        SourceTake("001.mp4", 1.0, 2.0),
    ]
    info = cleaned(tmp_path, first, second, takes=trims)
    assert [(take["start"], take["frames"]) for take in info["takes"]] == [(0, 50), (50, 25)]
    assert (info["takes"][0]["text"], info["takes"][1]["text"]) == ("Hello.", None)
    light = seen(tmp_path)[:, :, SIZE[0] // 2 :].mean(axis=(1, 2)) > 150
    assert flash_at(tmp_path) == pytest.approx(0.2, abs=0.041)
    assert light[54:58].any() and not light[12:53].any()
    loud = np.abs(read_wav(tmp_path / "work" / SOUND)).reshape(75, -1).max(axis=1) > 0.1
    assert loud[5:8].all() and loud[55:58].all() and not loud[12:53].any()


def test_a_turned_picture_is_put_upright(tmp_path: Path) -> None:
    flat = made(tmp_path / "a.mp4", options={"bf": "0"})
    turned = tmp_path / "b.mp4"
    turned.write_bytes(_with_matrix(flat.read_bytes(), turn=90))
    info = cleaned(tmp_path, turned)
    assert (info["width"], info["height"]) == (SIZE[1], SIZE[0])
    first = seen(tmp_path)[2]
    assert (
        abs(float(first[:40].mean()) - float(first[-40:].mean())) > 20
    )  # what was left and right is above and below


def _with_matrix(mp4: bytes, turn: int) -> bytes:
    """The track header's display matrix, ISO 14496-12, 8.3.2, set to a quarter's turn."""
    straight = b"".join(v.to_bytes(4, "big") for v in (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000))
    quarter = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    assert turn == 90
    head = mp4.index(b"tkhd")
    at = mp4.index(straight, head)
    return mp4[:at] + b"".join((v & 0xFFFFFFFF).to_bytes(4, "big") for v in quarter) + mp4[at + 36 :]


@pytest.mark.parametrize("full", [False, True])
def test_full_and_limited_range_come_out_alike(tmp_path: Path, full: bool) -> None:
    def colour(frame: av.VideoFrame) -> av.VideoFrame:
        out = frame.reformat(format="yuvj420p" if full else "yuv420p", dst_color_range=2 if full else 1)
        out.color_range = 2 if full else 1
        return out

    cleaned(tmp_path, made(tmp_path / "a.mp4", colour=colour))
    left = seen(tmp_path)[5][:, 10:70].mean()
    assert left == pytest.approx(16 + 80 * 219 / 255, abs=3)


@pytest.mark.parametrize("trc", [16, 18], ids=["pq", "hlg"])
def test_hdr_keeps_its_tones(tmp_path: Path, trc: int) -> None:
    """White paper of HDR footage (58 % of a PQ code, 75 % of an HLG code) is light, not grey and not blown out."""
    code = 0.58 if trc == 16 else 0.75

    def colour(frame: av.VideoFrame) -> av.VideoFrame:
        luma = np.full((SIZE[1], SIZE[0]), round(64 + 876 * code), np.uint16)
        luma[:, : SIZE[0] // 2] = round(64 + 876 * code * 0.5)
        neutral = np.full((SIZE[1] // 2, SIZE[0]), 512, np.uint16)
        out = av.VideoFrame(SIZE[0], SIZE[1], "yuv420p10le")
        for plane, rows in zip(out.planes, (luma, neutral[:, ::2], neutral[:, ::2]), strict=True):
            wide = np.zeros((rows.shape[0], plane.line_size // 2), np.uint16)
            wide[:, : rows.shape[1]] = rows
            plane.update(wide.tobytes())
        out.colorspace, out.color_range = 9, 1
        out.color_trc, out.color_primaries = trc, 9
        return out

    options = {"x265-params": "log-level=none"}
    cleaned(tmp_path, made(tmp_path / "a.mp4", colour=colour, codecs=("libx265", "aac"), options=options))
    luma = seen(tmp_path)[5]
    white, dark = float(luma[:, 100:150].mean()), float(luma[:, 10:60].mean())
    assert 150 < white < 236
    assert 16 < dark < white - 60


def test_a_file_that_was_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    whole = made(tmp_path / "a.mkv", seconds=6).read_bytes()
    (tmp_path / "b.mkv").write_bytes(whole[: int(len(whole) * 0.6)])
    info = cleaned(tmp_path, tmp_path / "b.mkv")
    assert 25 < info["frames"] < 140


@pytest.mark.parametrize("level_db", [-60, -12, -1])
def test_sound_is_levelled(tmp_path: Path, level_db: float) -> None:
    rng = np.random.default_rng(1)
    voice = rng.normal(0, 0.2, 3 * RATE).astype(np.float32) * 10 ** ((level_db + 6) / 20)
    clip = write_clip(
        tmp_path / "a.mkv", (flash(i, 25) for i in range(75)), voice, codecs=("libx264", "pcm_s16le")
    )
    info = cleaned(tmp_path, clip)
    pcm = read_wav(tmp_path / "work" / SOUND)
    assert measured(pcm).lufs == pytest.approx(TARGET_LUFS, abs=1.5)
    assert np.abs(pcm).max() < 0.9
    assert info["sound"]["gain_db"] == pytest.approx(TARGET_LUFS - info["sound"]["lufs"], abs=0.2)


def test_silence_stays_silence(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mkv", (flash(i, 25) for i in range(50)), np.zeros(2 * RATE, np.float32))
    assert cleaned(tmp_path, clip)["sound"]["lufs"] is None
    assert not read_wav(tmp_path / "work" / SOUND).any()


def test_a_done_copy_is_kept_and_another_source_is_not(tmp_path: Path) -> None:
    work = work_of(tmp_path, made(tmp_path / "a.mp4", seconds=1.5))
    probe(work, shortest_s=1)
    clean(work)
    before = (work / VIDEO).stat().st_mtime_ns
    clean(work)
    assert (work / VIDEO).stat().st_mtime_ns == before
    made(work / "source" / "000.mp4", seconds=2)
    probe(work, shortest_s=1)
    assert clean(work)["frames"] == 50


def test_ticks_take_the_nearest_picture() -> None:
    def shown(times: list[float], end_s: float) -> list[int]:
        return list(on_ticks(((t, i) for i, t in enumerate(times)), 0.0, end_s))

    assert shown([0.0, 0.04, 0.08], 1.0) == [0, 1, 2]
    assert shown([0.0, 0.02, 0.04, 0.06, 0.08], 0.12)[:3] == [0, 2, 4]
    assert shown([0.0, 0.04, 0.02, 0.08], 1.0) == [0, 1, 3]  # a time that goes back is left out
    assert shown([0.0, 0.2], 0.2) == [0, 0, 0, 1, 1]


def test_the_limiter_bends_only_what_is_loud() -> None:
    quiet = np.linspace(-0.4, 0.4, 100).astype(np.float32)
    assert np.array_equal(limited(quiet), quiet)
    assert float(np.abs(limited(np.array([3.0, -3.0], np.float32))).max()) <= 0.89 + 1e-6


@pytest.mark.parametrize("level", [0.5, 0.0])
def test_of_several_sound_tracks_one_that_is_heard_counts(tmp_path: Path, level: float) -> None:
    pictures = [flash(i, 25) for i in range(75)]
    silent_one = write_clip(
        tmp_path / "a.mkv", pictures, np.zeros(3 * RATE, np.float32), options={"bf": "0"}
    )
    other = write_clip(tmp_path / "b.mkv", pictures, click(3, level=level))
    info = cleaned(tmp_path, _both(tmp_path / "c.mkv", silent_one, other))
    assert info["frames"] == pytest.approx(75, abs=2)
    if level:
        assert click_at(tmp_path) == pytest.approx(FLASH_S, abs=0.02)
    assert (info["sound"]["lufs"] is None) == (not level)


def _both(path: Path, first: Path, second: Path) -> Path:
    """Picture and sound of the first, and the second's sound as another track."""
    with av.open(str(first)) as one, av.open(str(second)) as two, av.open(str(path), "w") as out:
        rows = [(one, one.streams.video[0]), (one, one.streams.audio[0]), (two, two.streams.audio[0])]
        to = [out.add_stream_from_template(stream) for _, stream in rows]
        found: list[av.Packet[Any]] = []
        for (source, stream), stored in zip(rows, to, strict=True):
            source.seek(0)
            for packet in source.demux(stream):
                if packet.dts is not None:
                    packet.stream = stored
                    found.append(packet)
        for packet in sorted(found, key=lambda packet: float((packet.dts or 0) * packet.time_base)):
            out.mux(packet)
    return path


def test_the_fields_of_an_interlaced_picture_are_made_one(tmp_path: Path) -> None:
    """A bar that moves on between the two fields of each frame leaves no comb behind."""

    def woven(number: int) -> np.ndarray:
        image = np.full((SIZE[1], SIZE[0], 3), 40, np.uint8)
        for field in (0, 1):
            left = 4 + 2 * (2 * number + field)
            image[field::2, left : left + 20] = 200
        return image

    def marked(frame: av.VideoFrame) -> av.VideoFrame:
        return frame.reformat(format="yuv420p")

    options = {"x264-params": "tff=1:interlaced=1", "crf": "10"}
    clip = write_clip(tmp_path / "a.mkv", (woven(i) for i in range(30)), hum(1.2), options=options, colour=marked)
    assert cleaned(tmp_path, clip)["frames"] == pytest.approx(30, abs=2)
    rows = seen(tmp_path)[5:-3, 8:-8].astype(int)
    comb = np.abs(rows[:, 1:-1] * 2 - rows[:, :-2] - rows[:, 2:]).mean()
    assert rows.max() > 180
    assert comb < 1.5


@pytest.mark.parametrize("turned", [False, True])
def test_pixels_that_are_not_square_are_made_so(tmp_path: Path, turned: bool) -> None:
    """Tapes hold 1440 x 1080 pixels for a picture of 16:9."""
    squashed = (cv2.resize(flash(i, 25), (120, 120), interpolation=cv2.INTER_AREA) for i in range(40))
    clip = write_clip(tmp_path / "a.mp4", squashed, hum(1.6), pixels=Fraction(4, 3))
    if turned:
        clip.write_bytes(_with_matrix(clip.read_bytes(), turn=90))
    info = cleaned(tmp_path, clip)
    assert (info["width"], info["height"]) == ((120, 160) if turned else (160, 120))
    upper, lower = np.array_split(seen(tmp_path)[3], 2, axis=0 if turned else 1)
    assert abs(np.median(upper).astype(int) - np.median(lower)) > 20
