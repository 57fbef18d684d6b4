"""manage.py speak AVATAR: an avatar says something, into an MP4 file, by the code that also runs live."""

import asyncio
import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from django.core.management.base import BaseCommand, CommandError

from avatars.engine import FPS, SAMPLE_RATE, SLICE_SAMPLES, Bundle, BundleError, render_offline
from avatars.engine.clip import read_sound, write_clip
from avatars.engine.performer import shapes_for
from avatars.engine.truth import truth_rows
from avatars.speech import Phoneme, voice_for
from avatarsite.errors import ProviderError, UserError

from ._bundle import find_bundle

LEAD_FRAMES, TAIL_FRAMES = 10, 15


class Command(BaseCommand):
    """Text or a sound file in, a clip out."""

    help = "Render an avatar speaking, offline."
    requires_system_checks: Sequence[str] = ()  # needs no database and no pages

    def add_arguments(self, parser: ArgumentParser) -> None:
        """AVATAR is a code, or the folder of a bundle."""
        parser.add_argument("avatar")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--text")
        what.add_argument("--audio", help="a sound file to speak")
        parser.add_argument(
            "--transcript", help="what is said in --audio; its times are then found by alignment"
        )
        parser.add_argument("--language", default="en")
        parser.add_argument("--voice", default="", help="code of a voice; default: the avatar's")
        parser.add_argument("--out", required=True)
        parser.add_argument("--truth", help="write the mouth shapes asked for, per frame, as JSON")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        """Render and write."""
        try:
            bundle = find_bundle(options["avatar"])
            pcm, phonemes = self.speech(bundle, options)
        except (BundleError, UserError, ProviderError, OSError, ValueError, av.FFmpegError) as error:
            raise CommandError(str(error)) from error
        slices = render_offline(bundle, pcm, phonemes, options["seed"], LEAD_FRAMES, TAIL_FRAMES)
        frames = write_clip(options["out"], slices)
        if options["truth"]:
            shapes = shapes_for(bundle, pcm, phonemes)
            rows = truth_rows(bundle, shapes, phonemes, LEAD_FRAMES, TAIL_FRAMES)
            Path(options["truth"]).write_text(json.dumps(rows), "utf-8")
        self.stdout.write(f"{options['out']}: {frames} frames, {frames / FPS:.2f} s")

    def speech(self, bundle: Bundle, options: dict[str, Any]) -> tuple[np.ndarray, list[Phoneme]]:
        """Sound and its timed phonemes."""
        if options["text"] is not None:
            if not options["text"].strip():
                raise CommandError("--text is empty: give some words to say.")
            return asyncio.run(spoken(bundle, options["text"], options["language"], options["voice"]))
        pcm = read_sound(options["audio"])
        if options["transcript"]:
            from avatars.speech.align import align

            phonemes, _ = align(options["transcript"], options["language"], pcm)
        else:
            from avatars.speech.sound_shapes import shapes_from_sound

            phonemes = shapes_from_sound(pcm)
        return pcm, list(phonemes)


async def spoken(bundle: Bundle, text: str, language: str, voice: str) -> tuple[np.ndarray, list[Phoneme]]:
    """All sentences one after the other, each filled up to whole slices as in a live speech."""
    chosen = voice_for(language, voice, bundle.manifest.get("voice"))
    sound: list[np.ndarray] = []
    phonemes: list[Phoneme] = []
    at = 0.0
    async for piece in chosen.speak(text):
        filled = np.pad(piece.pcm, (0, -len(piece.pcm) % SLICE_SAMPLES))
        phonemes += [Phoneme(p.symbol, p.viseme, p.start_s + at, p.end_s + at) for p in piece.phonemes]
        sound.append(filled)
        at += len(filled) / SAMPLE_RATE
    if not sound:
        raise CommandError("The voice said nothing: is the text in the language that --language names?")
    return np.concatenate(sound), phonemes
