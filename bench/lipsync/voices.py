"""Figure 5: an avatar of the whole clip speaks with other voices than the person's own."""

import asyncio
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from avatars.engine import SAMPLE_RATE, Bundle, render_offline
from avatars.engine.clip import read_sound, write_clip
from avatars.footage.build import build_bundle
from avatars.speech import Phoneme, voice_for
from bench.report import Report

from . import tool
from .clips import Clip
from .quarters import CRF, MANIFEST

TEXTS = {
    "en": "Good morning, and welcome to our shop. My name does not matter much, but your questions do. "
    "Before we begin, please look at the five blue boxes by the window, and tell me which one you would open first.",
    "ko": "안녕하세요, 반갑습니다. 오늘은 무엇을 도와드릴까요? 비가 오면 우리는 보통 집에서 책을 읽고 음악을 듣습니다. "
    "문 앞에 놓인 파란 상자를 먼저 열어 보시면 좋겠습니다.",
}
LONGEST_S = 14  # of a recording
Speech = tuple[np.ndarray, list[Phoneme]]


def measure(report: Report, clip: Clip, recordings: Path, folder: Path, keep: Path) -> None:
    """The figures of one clip's avatar."""
    out = folder / "whole"
    build_bundle(clip.work, out, MANIFEST | {"code": clip.name}, lambda share: None)
    bundle = Bundle.load(out, folder / "cache")
    own = own_openings(clip)
    sure: list[float] = []
    for name, (pcm, phonemes) in speeches(recordings).items():
        file = keep / f"{clip.name}_voice_{name}.mp4"
        write_clip(file, render_offline(bundle, pcm, phonemes), CRF)
        judged, sound = tool.judge(file), tool.sound(file)
        sure.append(float(judged["confidence"]))
        report.add(f"5 {clip.name}, {name}: judge's offset", abs(judged["sound_late_ms"]), "ms", 40)
        report.add(f"5 {clip.name}, {name}: judge's confidence", judged["confidence"], "")
        motion(report, f"5 {clip.name}, {name}", sound, own)
    report.add(f"5 {clip.name}: confidence, mean of voices", mean(sure), "", 0.3, at_least=True)


def motion(report: Report, label: str, sound: dict[str, Any], own: np.ndarray) -> None:
    """Is the mouth as open as the person's, and at rest in pauses?"""
    low, high = np.percentile(own, [10, 90])
    opened = float(sound["aperture_speaking"])
    report.add(f"{label}: speaking aperture", opened, "% of eyes", float(high))
    report.add(f"{label}: and not below the person's", opened, "% of eyes", float(low), at_least=True)
    if sound["motion_pausing"] is not None:
        share = float(sound["motion_pausing"]) / max(float(sound["motion_speaking"]), 1e-6)
        report.add(f"{label}: motion in pauses", 100 * share, "% of speaking", 10)


def own_openings(clip: Clip) -> np.ndarray:
    """(n,) of the person in the footage, in % of the distance between the eyes."""
    points = clip.track.points[clip.track.face][:, :, :2].astype(float)
    return np.asarray(tool.measure().aperture(points))


def speeches(recordings: Path) -> dict[str, Speech]:
    """The embedded voice with its times, and recordings of which nothing but the sound is known."""
    found: dict[str, Speech] = {f"espeak_{code}": read(text, code) for code, text in TEXTS.items()}
    if recordings.is_dir():
        for file in sorted(recordings.glob("*.wav")):
            found[file.stem] = (read_sound(file)[: LONGEST_S * SAMPLE_RATE], [])
    return found


def read(text: str, language: str, code: str = "") -> Speech:
    """By an embedded voice, sentence after sentence."""
    return asyncio.run(_read(text, language, code or f"espeak:{language}:m3"))


async def _read(text: str, language: str, code: str) -> Speech:
    sound: list[np.ndarray] = []
    phonemes: list[Phoneme] = []
    at = 0.0
    async for piece in voice_for(language, code).speak(text):
        phonemes += [Phoneme(p.symbol, p.viseme, p.start_s + at, p.end_s + at) for p in piece.phonemes]
        sound.append(piece.pcm)
        at += piece.duration_s
    return np.concatenate(sound), phonemes
