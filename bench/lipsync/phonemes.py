"""Figure 3: with phoneme times. The synthetic actor's true mouth is known; embedded voices ask for known shapes."""

import json
from pathlib import Path

import numpy as np

from avatars.engine import FPS, SAMPLE_RATE, Bundle, render_offline
from avatars.engine.clip import write_clip
from avatars.engine.clock import SLICE_S
from avatars.engine.performer import shapes_for
from avatars.engine.truth import truth_rows
from avatars.footage.build import build_bundle
from avatars.speech import Phoneme, languages
from avatars.speech.catalogue import VARIANTS
from bench.report import Report

from . import tool
from .clips import Clip, prepared
from .quarters import CRF, MANIFEST, Quarter, quarters, write_real, write_said
from .voices import read

FILM = Path(__file__).parents[2] / "tests" / "fixtures" / "film"
SAID = {
    "en": "My brother Ben put five big apples by the old farm. Maybe we should move them before Monday.",
    "ko": "봄비가 옵니다. 아버지는 밥을 먹고 바다에 갔습니다.", "es": "El perro pequeño bebe agua y vuelve a casa.",
    "fr": "Une bonne pomme vaut mieux que du pain.", "de": "Meine Mutter möchte fünf Brötchen und ein Buch.",
    "it": "Il bambino beve il latte e poi va fuori.", "pt": "A minha mãe vive perto do mar e bebe vinho.",
    "ja": "ぶどうとパンを食べて、ふゆの町をあるきました。", "zh": "爸爸妈妈非常喜欢跑步和爬山。",
    "hi": "मेरे पिता बाज़ार में फल और सब्ज़ी खरीदते हैं।", "ar": "يحب أبي الماء البارد في الصباح.",
}  # fmt: skip
NEAR_S = 0.04
SHUT = 1.6  # % of the distance between the eyes over the mouth at its most shut: lips that meet
PAUSE_S = 0.3
BREAK_S = 0.8  # between the two times that a voice says its sentences


def measure(report: Report, folder: Path, keep: Path) -> None:
    """The actor's quarters, then an avatar of the whole film with every embedded voice."""
    if not (FILM / "clip.mp4").exists():
        report.add("3 the synthetic actor's film is missing", 1, "", 0)
        return
    clip = prepared(FILM / "clip.mp4", folder / "work", 5.0)
    actor(report, clip, folder, keep)
    out = folder / "whole"
    build_bundle(clip.work, out, MANIFEST | {"code": "film"}, lambda share: None)
    every_voice(report, Bundle.load(out, folder / "cache"), keep)


def actor(report: Report, clip: Clip, folder: Path, keep: Path) -> None:
    """Held-out quarters, said with the film's own phoneme times."""
    truth = json.loads((FILM / "truth.json").read_text("utf-8"))
    times = [Phoneme(str(s), str(v), float(a), float(b)) for s, v, a, b in truth["phonemes"]]
    held = quarters(clip, folder)

    def say(quarter: Quarter) -> np.ndarray:
        return shapes_for(quarter.bundle, quarter.pcm(), within(times, quarter))[: quarter.frames]

    real = write_real(held, keep / "film_real.mp4")
    said = write_said(held, say, keep / "film_said.mp4")
    gaps = np.array([row["lip_gap_px"] for row in truth["frames"]])
    shown, filmed = tool.openings(said), tool.openings(real)
    n = min(len(shown), len(gaps), len(filmed))
    corr = tool.measure().corr
    report.add("3 actor: aperture against the truth", corr(shown[:n], gaps[:n]), "r", 0.9, at_least=True)
    report.add("3 actor: the film's own, as measured", corr(filmed[:n], gaps[:n]), "r")
    report.add("3 actor: p, b, m closed within 40 ms", closed(times, shown[:n]), "share", 0.95, at_least=True)
    if len(rests(times, shown[:n])):  # a film without a long pause says nothing of them
        report.add("3 actor: at rest in pauses", rested(times, shown[:n]), "share", 0.95, at_least=True)


def within(times: list[Phoneme], quarter: Quarter) -> list[Phoneme]:
    """The phonemes of a part, on its own clock."""
    start, end = quarter.part.start * SLICE_S, (quarter.part.start + quarter.frames) * SLICE_S
    inside = [p for p in times if p.end_s > start and p.start_s < end]
    return [Phoneme(p.symbol, p.viseme, p.start_s - start, p.end_s - start) for p in inside]


def every_voice(report: Report, bundle: Bundle, keep: Path) -> None:
    """Each language, and each variant in English: does the picture show what was asked for?"""
    voices = [(one.code, "") for one in languages()]
    voices += [("en", f"espeak:en:{variant}") for variant in VARIANTS]
    rows = [_voice(bundle, *voice, keep) for voice in voices if voice[0] in SAID]
    names = [code or f"espeak:{language}" for language, code in voices if language in SAID]
    for name, (followed, _, _) in zip(names, rows, strict=True):
        report.add(f"3 {name}: aperture against what was asked", followed, "r", 0.9, at_least=True)
    closures, rests = (np.concatenate([row[i] for row in rows]) for i in (1, 2))
    report.add("3 all voices: p, b, m closed", float(np.mean(closures)), "share", 0.95, at_least=True)
    report.add("3 all voices: at rest in pauses", float(np.mean(rests)), "share", 0.95, at_least=True)


def _voice(bundle: Bundle, language: str, code: str, keep: Path) -> tuple[float, np.ndarray, np.ndarray]:
    pcm, times = twice(*read(SAID[language], language, code))
    file = keep / f"film_voice_{code.replace(':', '_') or language}.mp4"
    shapes = shapes_for(bundle, pcm, times)
    write_clip(file, render_offline(bundle, pcm, times), CRF)
    shown = tool.openings(file)
    asked = np.array([row["lip_gap_px"] for row in truth_rows(bundle, shapes, times)])
    n = min(len(shown), len(asked))
    return float(tool.measure().corr(shown[:n], asked[:n])), closures(times, shown), rests(times, shown)


def twice(pcm: np.ndarray, times: list[Phoneme]) -> tuple[np.ndarray, list[Phoneme]]:
    """The same again after a pause, so that there is one to rest in."""
    length_s = len(pcm) / SAMPLE_RATE
    again_s = length_s + BREAK_S
    pause = Phoneme("_", "sil", length_s, again_s)
    again = [Phoneme(p.symbol, p.viseme, p.start_s + again_s, p.end_s + again_s) for p in times]
    silence = np.zeros(round(BREAK_S * SAMPLE_RATE), np.float32)
    return np.concatenate([pcm, silence, pcm]), [*times, pause, *again]


def closed(times: list[Phoneme], shown: np.ndarray) -> float:
    """Share of p, b and m with lips that meet."""
    return float(np.mean(closures(times, shown)))


def rested(times: list[Phoneme], shown: np.ndarray) -> float:
    """Share of the frames inside long pauses in which the mouth is shut."""
    return float(np.mean(rests(times, shown)))


def closures(times: list[Phoneme], shown: np.ndarray) -> np.ndarray:
    """For each p, b and m: do the lips meet while it sounds, or within 40 ms of it?"""
    shut = float(np.nanpercentile(shown, 2)) + SHUT
    found = []
    for p in times:
        if p.viseme == "MBP":
            first, last = int(np.floor((p.start_s - NEAR_S) * FPS)), int(np.ceil((p.end_s + NEAR_S) * FPS))
            near = shown[max(0, first) : last + 1]
            if len(near):
                found.append(float(np.nanmin(near)) <= shut)
    return np.array(found)


def rests(times: list[Phoneme], shown: np.ndarray) -> np.ndarray:
    """For each frame well inside a pause of more than 0.3 s: is the mouth shut?"""
    shut = float(np.nanpercentile(shown, 2)) + SHUT
    found: list[bool] = []
    for p in times:
        if p.viseme == "sil" and p.end_s - p.start_s > PAUSE_S:
            inside = shown[int((p.start_s + 0.16) * FPS) : int((p.end_s - 0.12) * FPS)]
            found += (inside <= shut).tolist()
    return np.array(found)
