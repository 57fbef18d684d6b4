"""manage.py speak and inspect_bundle, on the drawn bundle and the embedded voice."""

import io
import json
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from avatars.engine.clip import read_sound

from .drawn import SHAPE_NAMES, draw_bundle, draw_cut_out


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, settings: Settings) -> None:
    settings.BUNDLE_CACHE_DIR = tmp_path / "cache"


def frames_in(clip: Path) -> int:
    with av.open(str(clip)) as file:
        return sum(1 for _ in file.decode(video=0))


def tone(file: Path, seconds: float) -> Path:
    t = np.arange(round(seconds * 48_000)) / 48_000
    sound = 0.3 * np.sin(2 * np.pi * 140 * t) * (np.sin(2 * np.pi * 2 * t) > 0)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(48_000)
        out.writeframes((sound * 32767).astype("<i2").tobytes())
    return file


@pytest.mark.parametrize(("room", "warmer"), [("shelf", True), ("plain", False)])
def test_a_clip_shows_the_background_that_was_asked_for(tmp_path: Path, room: str, warmer: bool) -> None:
    bundle, clip = draw_bundle(tmp_path / "bundle", draw_cut_out), tmp_path / "a.mp4"
    call_command("speak", str(bundle), text="Hm.", out=str(clip), background=room, stdout=io.StringIO())
    with av.open(str(clip)) as file:
        corner = next(file.decode(video=0)).to_ndarray(format="rgb24")[:20, :20].mean((0, 1))
    assert (corner[0] - corner[2] > 15) == warmer


def test_text_becomes_a_clip_and_its_truth(drawn_path: Path, tmp_path: Path) -> None:
    clip, truth = tmp_path / "a.mp4", tmp_path / "a.json"
    call_command(
        "speak",
        str(drawn_path),
        text="Maps. Five maps.",
        out=str(clip),
        truth=str(truth),
        stdout=io.StringIO(),
    )
    rows = json.loads(truth.read_text())
    assert len(rows) == frames_in(clip) > 40
    assert set(rows[0]) == {"frame", "t", "viseme", "params", "lip_gap_px", "jaw"}
    assert [r["frame"] for r in rows] == list(range(len(rows)))
    assert rows[5]["viseme"] == "sil" and set(rows[30]["params"]) <= set(SHAPE_NAMES)
    assert {"MBP", "FV"} <= {r["viseme"] for r in rows}
    assert max(r["jaw"] for r in rows) > 0.5
    sound = read_sound(clip)
    assert np.abs(sound[: 48_000 // 5]).max() < 0.01 < np.abs(sound).max()


def test_a_sound_file_s_clip_begins_and_ends_with_it(drawn_path: Path, tmp_path: Path) -> None:
    clip = tmp_path / "a.mp4"
    sound = tone(tmp_path / "a.wav", 1.0)
    call_command(
        "speak", str(drawn_path), audio=str(sound), transcript="Hello.", out=str(clip), stdout=io.StringIO()
    )
    assert frames_in(clip) == 25
    original, kept = read_sound(sound), read_sound(clip)[:48_000]
    assert np.corrcoef(original, kept)[0, 1] > 0.95


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"text": "  "}, "--text is empty"),
        ({"text": "Hello.", "language": "xx"}, "No voice speaks 'xx'"),
        ({"audio": "/no/such.wav"}, "no file /no/such.wav"),
        ({"audio": __file__}, "Invalid data|holds no sound"),
        ({"text": "Hello.", "out": "/no/folder/a.mp4"}, "no folder for /no/folder/a.mp4"),
    ],
)
def test_what_can_not_be_spoken_is_refused(
    drawn_path: Path, tmp_path: Path, options: dict, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("speak", str(drawn_path), **{"out": str(tmp_path / "a.mp4"), **options})


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["speak", "inspect_bundle"])
def test_an_avatar_that_is_not_there(command: str, tmp_path: Path) -> None:
    options = {"text": "Hello.", "out": str(tmp_path / "a.mp4")} if command == "speak" else {}
    with pytest.raises(CommandError, match="no avatar nobody"):
        call_command(command, "nobody", **options)


def test_inspect_bundle_tells_what_is_in_it(drawn_path: Path) -> None:
    out = io.StringIO()
    call_command("inspect_bundle", str(drawn_path), stdout=out)
    assert "128x128" in out.getvalue()
    assert "50 frames, 2.0 s" in out.getvalue()
    assert "17 units of 64x64" in out.getvalue()


def test_inspect_bundle_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(CommandError, match=r"manifest\.json lacks"):
        call_command("inspect_bundle", str(tmp_path))
