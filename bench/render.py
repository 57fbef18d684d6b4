"""CPU of one rendered frame, on one thread, without encoding."""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from avatars.engine import FPS, SAMPLE_RATE, VISEMES, Background, Bundle, Grade, Performer
from avatars.speech.espeak import EspeakVoice
from avatars.speech.sound_shapes import shapes_from_sound
from avatars.speech.types import Phoneme, SpokenPiece

from .report import Report

BEGINNING_S, TRIES = 0.3, 20
SAMPLES = Path(__file__).parent.parent / "avatars" / "samples" / "bundles"


@dataclass(frozen=True)
class _Sound:
    symbol: str
    viseme: str
    start_s: float
    end_s: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--bundle", default="", help="folder, or code of a sample; default: all samples")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--size", type=int, default=512, help="pixels at most of a rendered presenter")


def run(options: argparse.Namespace) -> Report:
    """Speech without a pause, so that every frame has a mouth drawn into it."""
    cv2.setNumThreads(1)
    report = Report("render", {"seconds": options.seconds, "size": options.size, "threads": 1})
    with tempfile.TemporaryDirectory() as cache:
        for folder in folders([options.bundle] if options.bundle else []):
            measure(report, folder, Path(cache), options)
    return report


def folders(names: list[str]) -> list[Path]:
    """Of bundles: the folders that are named, or the samples of these codes; all samples where none is named."""
    named = [Path(name) if Path(name).is_dir() else SAMPLES / name for name in names]
    return named or sorted(file.parent for file in SAMPLES.glob("*/manifest.json"))


def measure(report: Report, folder: Path, cache: Path, options: argparse.Namespace) -> None:
    """The figures of one bundle."""
    seconds = options.seconds
    started = time.perf_counter()
    Bundle.load(folder, cache, options.size)
    first = time.perf_counter() - started
    started = time.perf_counter()
    bundle = Bundle.load(folder, cache, options.size)
    again = time.perf_counter() - started
    performer, sounds = Performer(bundle, background=_room(bundle)), _babble(seconds)
    quiet = _times(performer, FPS * 4)
    started_cpu = time.thread_time()
    performer.say("bench", np.zeros(int(seconds * SAMPLE_RATE), np.float32), sounds, last=True)
    plan = time.thread_time() - started_cpu
    spoken = _times(performer, int(seconds * FPS))
    name = bundle.manifest["code"]
    report.add(f"{name} {bundle.size[0]}x{bundle.size[1]} speaking frame, mean", spoken.mean(), "ms CPU", 8)
    report.add(f"{name} speaking frame, median", np.median(spoken), "ms CPU")
    report.add(f"{name} speaking frame, p99", np.percentile(spoken, 99), "ms CPU")
    report.add(f"{name} quiet frame", quiet.mean(), "ms CPU")
    report.add(f"{name} planning a second of speech", 1000 * plan / seconds, "ms CPU")
    for label, waits in first_frames(bundle).items():
        report.add(f"{name} first frame, {label}, median", np.median(waits), "ms", 80)
        report.add(f"{name} first frame, {label}, slowest", waits.max(), "ms")
    report.add(f"{name} in memory, shared by its sessions", resident_mb(bundle), "MB", 250)
    report.add(f"{name} load, loops not decoded yet", first, "s")
    report.add(f"{name} load, loops in the cache", again, "s")


def _room(bundle: Bundle) -> Background | None:
    """A grey room in another light, where the bundle has an alpha."""
    grade = Grade((0.9, 1.0, 1.0), (2.0, 1.0, -1.0))
    return Background(np.full((64, 64, 3), 90, np.uint8), bundle.size, grade) if bundle.has_alpha else None


def first_frames(bundle: Bundle) -> dict[str, np.ndarray]:
    """(TRIES,) ms by the clock from the moment at which the first 300 ms of a speech are known to its first picture."""
    piece = EspeakVoice("en").read("Maybe we should open the big window.")
    assert isinstance(piece, SpokenPiece)
    pcm = piece.pcm[: int(BEGINNING_S * SAMPLE_RATE)]
    timed = [p for p in piece.phonemes if p.start_s < BEGINNING_S]
    return {
        "from sound alone": np.array([_first(bundle, pcm, None) for _ in range(TRIES)]),
        "with phoneme times": np.array([_first(bundle, pcm, timed) for _ in range(TRIES)]),
    }


def _first(bundle: Bundle, pcm: np.ndarray, timed: list[Phoneme] | None) -> float:
    performer = Performer(bundle)
    _times(performer, FPS)
    started = time.perf_counter()
    if timed is None:
        timed = [] if bundle.speech_map else shapes_from_sound(pcm)
    performer.say("bench", pcm, timed)
    shown = performer.next_slice()
    waited = 1000 * (time.perf_counter() - started)
    if shown.speech_id is None or shown.plain:
        raise AssertionError("The first frame of a speech must be drawn.")
    return waited


def resident_mb(bundle: Bundle) -> float:
    """What all of the bundle takes once every page was touched; loops of one file count once."""
    loops = {bundle.manifest["loops"][name]["file"]: x.frames.nbytes for name, x in bundle.loops.items()}
    more = sum(x.warp.nbytes + (x.alpha.nbytes if x.alpha else 0) for x in bundle.loops.values())
    mouth = bundle.mouth
    units = mouth.light.nbytes + mouth.colour.nbytes
    if mouth.own is not None:
        units += mouth.own.points.nbytes + mouth.own.appearance.basis.nbytes
    return (sum(loops.values()) + more + units) / 1e6


def _times(performer: Performer, count: int) -> np.ndarray:
    times = []
    for _ in range(count):
        started = time.thread_time()
        performer.next_slice()
        times.append(1000 * (time.thread_time() - started))
    return np.array(times)


def _babble(seconds: float) -> list[_Sound]:
    """Every mouth shape in turn, 12 sounds a second."""
    rng, length = np.random.default_rng(1), 1 / 12
    names = rng.choice(VISEMES[1:], int(seconds / length))
    return [_Sound("", str(v), i * length, (i + 1) * length) for i, v in enumerate(names)]
