"""The sample presenters: lips against sound and truth, faces found, blinks, seams, sizes."""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

import numpy as np

from avatars.engine import FPS, Bundle, render_offline
from avatars.engine.clip import write_clip
from avatars.engine.performer import shapes_for
from avatars.engine.truth import truth_rows

from .lipsync import tool
from .render import folders
from .report import Report

SAID = {  # about half a minute each: the judge is noisy on short clips
    "en": "Good morning, and welcome to our shop. My name does not matter much, but your questions do. Before we "
    "begin, please look at the five blue boxes by the window, and tell me which one you would open first. Most people "
    "choose the small one, because they hope to find something precious in it. If you would rather have a cup of "
    "coffee and think about it, that is fine too. We have plenty of time, and I am happy to help you with whatever "
    "you need.",
    "ko": "안녕하세요, 반갑습니다. 오늘은 무엇을 도와드릴까요? 비가 오면 우리는 보통 집에서 책을 읽고 음악을 듣습니다. "
    "문 앞에 놓인 파란 상자를 먼저 열어 보시면 좋겠습니다. 많은 분들이 작은 상자를 고르시는데, "
    "그 안에 귀한 물건이 있을 것 같다고 하십니다. 커피를 한 잔 마시면서 천천히 생각해 보셔도 괜찮습니다. "
    "시간은 충분하니 필요한 것이 있으면 언제든지 말씀해 주세요.",
    "es": "Buenos días y bienvenidos a nuestra tienda. Mi nombre no importa mucho, pero sus preguntas sí. Antes de "
    "empezar, miren por favor las cinco cajas azules junto a la ventana, y díganme cuál abrirían primero. La mayoría "
    "elige la pequeña, porque espera encontrar algo precioso. Si prefieren tomar un café y pensarlo, también está "
    "bien. Tenemos mucho tiempo, y me alegra ayudarles en todo lo que necesiten.",
}
AROUND = (10, 15)  # quiet frames before and after
CRF = 14
MEGABYTE = 1e6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which presenters, and where clips are kept."""
    parser.add_argument("--bundle", nargs="*", default=[], help="folders, or codes of samples; default: all")
    parser.add_argument("--keep", type=Path, help="a folder for the clips, to be looked at")


def run(options: argparse.Namespace) -> Report:
    """A table, presenter by presenter."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "avatarsite.settings")
    import django

    django.setup()
    chosen = folders(options.bundle)
    report = Report("cast", {"languages": " ".join(SAID)})
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        for folder in chosen:
            measure(report, Bundle.load(folder, Path(scratch), 512), keep)
    sizes = [size_of(folder) for folder in chosen]
    report.add("all together", sum(sizes), "MB", 100)
    return report


def measure(report: Report, bundle: Bundle, keep: Path) -> None:
    """The figures of one presenter."""
    name = bundle.manifest["code"]
    report.add(f"{name}: bundle", size_of(bundle.path), "MB", 12)
    for language, text in SAID.items():
        speech(report, bundle, language, text, keep / f"{name}_{language}.mp4")
    for loop in bundle.loops.values():
        light = np.stack([frame[: bundle.size[1]] for frame in loop.frames])
        steps = [np.abs(a.astype(np.int16) - b).mean() for a, b in zip(light[1:], light[:-1], strict=True)]
        seam = np.abs(light[0].astype(np.int16) - light[-1]).mean() / np.mean(steps)
        report.add(f"{name}: seam of {loop.name}, of its mean difference", seam, "share", 1)
        blinks = ((loop.blink[1:] > 0) & (loop.blink[:-1] == 0)).sum() / (len(loop) / FPS / 60)
        report.add(f"{name}: blinks of {loop.name}, at most", blinks, "a minute", 20)
        report.add(f"{name}: blinks of {loop.name}, at least", blinks, "a minute", 12, at_least=True)


def speech(report: Report, bundle: Bundle, language: str, text: str, file: Path) -> None:
    """One clip in the presenter's own voice, judged by its landmarks."""
    from avatars.backgrounds import background_for
    from avatars.management.commands.speak import spoken

    pcm, phonemes = asyncio.run(spoken(bundle, text, language, ""))
    slices = render_offline(bundle, pcm, phonemes, 0, *AROUND, background=background_for(bundle))
    write_clip(file, slices, CRF)
    judged = tool.judge(file)
    rows = truth_rows(bundle, shapes_for(bundle, pcm, phonemes), phonemes, *AROUND)
    shown, asked = tool.openings(file), np.array([row["lip_gap_px"] for row in rows])
    n = min(len(shown), len(asked))
    label = f"{bundle.manifest['code']}, {language}"
    report.add(f"{label}: judge's confidence", judged["confidence"], "", 0.33, at_least=True)
    report.add(f"{label}: judge's offset", abs(judged["sound_late_ms"]), "ms", 40)
    report.add(f"{label}: aperture against truth", tool.measure().corr(shown[:n], asked[:n]), "r", 0.95, at_least=True)
    report.add(f"{label}: face found", 100 * judged["face_found"], "%", 100, at_least=True)


def size_of(folder: Path) -> float:
    """Megabytes."""
    return sum(file.stat().st_size for file in folder.iterdir()) / MEGABYTE
