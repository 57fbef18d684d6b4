"""The sample presenters: lips against sound and truth, faces found, blinks, seams, sizes."""

import argparse
import asyncio
import tempfile
from pathlib import Path

import numpy as np

from avatars.engine import FPS, Background, Bundle, render_offline
from avatars.engine.clip import write_clip
from avatars.engine.performer import shapes_for
from avatars.engine.truth import truth_rows
from avatars.management.commands.speak import spoken
from avatars.samples import backgrounds

from .lipsync import tool
from .lipsync.voices import TEXTS
from .report import Report

SAMPLES = Path(__file__).parent.parent / "avatars" / "samples" / "bundles"
SPANISH = (
    "Buenos días y bienvenidos a nuestra tienda. Mi nombre no importa mucho, pero sus preguntas sí. Antes de empezar, "
    "miren por favor las cinco cajas azules junto a la ventana, y díganme cuál abrirían primero."
)
SAID = {**TEXTS, "es": SPANISH}
AROUND = (10, 15)  # quiet frames before and after
CRF = 14
MEGABYTE = 1e6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which presenters, and where clips are kept."""
    parser.add_argument("--bundle", nargs="*", default=[], help="folders, or codes of samples; default: all")
    parser.add_argument("--keep", type=Path, help="a folder for the clips, to be looked at")


def run(options: argparse.Namespace) -> Report:
    """A table, presenter by presenter."""
    folders = [Path(n) if Path(n).is_dir() else SAMPLES / n for n in options.bundle]
    folders = folders or sorted(file.parent for file in SAMPLES.glob("*/manifest.json"))
    report = Report("cast", {"languages": " ".join(SAID)})
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        for folder in folders:
            measure(report, Bundle.load(folder, Path(scratch), 512), keep)
    sizes = [size_of(folder) for folder in folders]
    report.add("all together", sum(sizes), "MB", 100)
    return report


def measure(report: Report, bundle: Bundle, keep: Path) -> None:
    """The figures of one presenter."""
    name = bundle.manifest["code"]
    report.add(f"{name}: bundle", size_of(bundle.path), "MB", 12)
    for language, text in SAID.items():
        speech(report, bundle, language, text, keep / f"{name}_{language}.mp4")
    for loop in bundle.loops.values():
        light = loop.frames[:, : bundle.size[1]]
        steps = [np.abs(a.astype(np.int16) - b).mean() for a, b in zip(light[1:], light[:-1], strict=True)]
        seam = np.abs(light[0].astype(np.int16) - light[-1]).mean() / np.mean(steps)
        report.add(f"{name}: seam of {loop.name}, of its mean difference", seam, "share", 1)
        blinks = ((loop.blink[1:] > 0) & (loop.blink[:-1] == 0)).sum() / (len(loop) / FPS / 60)
        report.add(f"{name}: blinks of {loop.name}, at most", blinks, "a minute", 20)
        report.add(f"{name}: blinks of {loop.name}, at least", blinks, "a minute", 12, at_least=True)


def speech(report: Report, bundle: Bundle, language: str, text: str, file: Path) -> None:
    """One clip in the presenter's own voice, judged by its landmarks."""
    pcm, phonemes = asyncio.run(spoken(bundle, text, language, ""))
    behind = Background(*backgrounds.find(bundle.manifest["background"], bundle.size))
    write_clip(file, render_offline(bundle, pcm, phonemes, 0, *AROUND, background=behind), CRF)
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
