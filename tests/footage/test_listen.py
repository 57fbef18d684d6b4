"""What was said when: by the script where it was read, by ear where it was not, on the corrected sound's clock."""

from pathlib import Path

import numpy as np
import pytest

from avatars.footage.clean_sound import write_levelled
from avatars.footage.files import write_json
from avatars.footage.gate import Gate
from avatars.footage.limits import EACH, RATE
from avatars.footage.listen import corrected, listen
from avatars.speech.espeak import EspeakVoice
from avatars.speech.types import SpokenPiece

TEXT = "My mother makes butter from very fresh milk."
LEAD_S = 0.6
LATE_MS = 160


@pytest.fixture(scope="module")
def said() -> SpokenPiece:
    piece = EspeakVoice("en", "f2").read(TEXT)
    assert piece is not None
    return piece


def work_with(folder: Path, said: SpokenPiece, text: str | None) -> Path:
    """Two takes: silence, then the sentence after LEAD_S, its sound LATE_MS too late."""
    first, second = 25, round((said.duration_s + 2) * 25)
    pcm = np.zeros((first + second) * EACH, np.float32)
    start = first * EACH + round((LEAD_S + LATE_MS / 1000) * RATE)
    pcm[start : start + len(said.pcm)] = said.pcm
    (folder / "clean").mkdir(parents=True)
    write_levelled(pcm, folder / "clean/sound.wav")
    takes = [
        {"file": "a", "start": 0, "frames": first, "text": None, "language": "en", "part": "listening"},
        {"file": "b", "start": first, "frames": second, "text": text, "language": "en", "part": ""},
    ]
    write_json(folder / "clean/info.json", {"takes": takes, "frames": first + second})
    Gate([], [], [(0, first + second)], LATE_MS, 0.5).save(folder / "gate.json")
    return folder


def closures(rows: list[list[object]]) -> np.ndarray:
    return np.array([(float(r[2]) + float(r[3])) / 2 for r in rows if r[1] == "MBP"])  # type: ignore[arg-type]


def test_a_script_is_aligned(tmp_path: Path, said: SpokenPiece) -> None:
    speech = listen(work_with(tmp_path, said, TEXT))
    assert speech["source"] == "script"
    truth = np.array([(p.start_s + p.end_s) / 2 for p in said.phonemes if p.viseme == "MBP"]) + 1 + LEAD_S
    assert closures(speech["phonemes"]) == pytest.approx(truth, abs=0.06)


def test_without_a_script_it_is_heard(tmp_path: Path, said: SpokenPiece) -> None:
    speech = listen(work_with(tmp_path, said, None))
    assert speech["source"] == "sound"
    spoken = [row for row in speech["phonemes"] if row[1] != "sil"]
    assert spoken[0][2] == pytest.approx(1 + LEAD_S, abs=0.15)
    assert spoken[-1][3] == pytest.approx(1 + LEAD_S + said.phonemes[-1].end_s, abs=0.35)


def test_times_cover_the_footage_without_gaps(tmp_path: Path, said: SpokenPiece) -> None:
    rows = listen(work_with(tmp_path, said, TEXT))["phonemes"]
    assert rows[0][2] == 0
    assert [a[3] for a in rows[:-1]] == pytest.approx([b[2] for b in rows[1:]], abs=0.002)


@pytest.mark.parametrize("offset_ms", [-80.0, 0.0, 120.0])
def test_the_sound_is_brought_back(offset_ms: float) -> None:
    pcm = np.zeros(RATE, np.float32)
    pcm[24_000] = 1
    moved = corrected(pcm, offset_ms)
    assert (len(moved), int(moved.argmax())) == (RATE, 24_000 - round(offset_ms * 48))
