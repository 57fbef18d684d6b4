"""python -m avatars.samples.studio film NAME: a presenter reads a text, filmed, with the truth of every frame.

The head, the eyes and every mouth are rendered from the mesh; the product's renderer has no part in it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from avatars.engine.clip import write_clip
from avatars.engine.colour import bgr_to_i420
from avatars.engine.performer import RenderedSlice
from avatars.speech.types import SAMPLE_RATE

from . import film_motion, film_speech
from .film_degrade import CRF, KINDS, degraded, late
from .film_picture import Film
from .film_truth import truth
from .motion import FPS
from .people import Person

CLOSE = {"dist": 7.7, "frame_down": .22}  # nearer than a presenter's portrait: about 100 pixels between the pupils
SIZE = 512  # pixels of the picture, either way
SAMPLES = {"base": 24, "eye": 10, "mouth": 6}
SLICE = SAMPLE_RATE // FPS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--text")
    what.add_argument("--script", type=Path, help="a file with the text")
    parser.add_argument("--out", type=Path, required=True, help="the clip (MP4); the truth goes beside it (.json)")
    parser.add_argument("--language", default="en")
    parser.add_argument("--quiet", type=float, default=5.5, help="seconds of listening after the text")
    parser.add_argument("--within", type=float, default=.9, help="pixels a frame's mouth may be off to be reused")
    parser.add_argument("--minutes", type=float, default=60., help="of rendering mouths; stopped, it can go on later")
    parser.add_argument("--compose", action="store_true", help="render nothing: from what is there (needs no bpy)")
    parser.add_argument("--degrade", nargs="*", choices=KINDS, default=[], help="what a bad recording does")
    parser.add_argument("--late", type=int, default=0, help="ms by which the sound comes after the picture")


def film(person: Person, work: Path, args: argparse.Namespace) -> None:
    """Renders what is missing in `work`, then writes clip and truth."""
    text = (args.text or args.script.read_text("utf-8")).strip()
    said = film_speech.say(person, text, args.language, args.quiet)
    track = film_speech.mouth_track(said.phonemes, said.frames, person.seed)
    if not args.compose:
        render(person, work, track, args)
    loud = film_motion.energy(said.pcm, said.frames)
    shot = Film.read(work, person.background, film_motion.moments(said.frames, loud, person.seed), track)
    frames = degraded((shot.frame(i) for i in range(said.frames)), args.degrade)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    write_clip(args.out, slices(frames, late(said.pcm, args.late, SAMPLE_RATE)), CRF["compression" in args.degrade])
    found = truth(shot, said, args.late, args.degrade)
    args.out.with_suffix(".json").write_text(compact(found), "utf-8")
    print(f"{args.out}: {said.frames} frames, {len(shot.shapes)} mouths")


def render(person: Person, work: Path, track: np.ndarray, args: argparse.Namespace) -> None:
    from .actor import Actor  # needs bpy
    from .film_bank import FilmBank

    actor = Actor({**person.looks, **CLOSE}, args.threads, SIZE)
    FilmBank(actor, work, SAMPLES, track).render_film(args.within, args.minutes)


def slices(frames: Iterator[np.ndarray], pcm: np.ndarray) -> Iterator[RenderedSlice]:
    sound = np.round(pcm * 32767).astype(np.int16)
    for i, frame in enumerate(frames):
        yield RenderedSlice(i, bgr_to_i420(frame), sound[i * SLICE : (i + 1) * SLICE], "film", False)


def compact(found: dict[str, object]) -> str:
    """JSON with one row a line, so that a change of one frame is a change of one line."""
    rows = found["frames"]
    head = json.dumps({**found, "frames": []}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)  # type: ignore[attr-defined]
    return head.removesuffix("[]}") + "[\n" + lines + "\n]}\n"
