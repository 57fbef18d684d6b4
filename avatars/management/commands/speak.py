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

from avatars.backgrounds import background_for
from avatars.engine import FPS, SAMPLE_RATE, SLICE_SAMPLES, Bundle, BundleError, render_offline
from avatars.engine.clip import read_sound, write_clip
from avatars.engine.performer import shapes_for
from avatars.engine.truth import truth_rows
from avatars.rooms import Room
from avatars.speech import Phoneme, languages, voice_for
from avatars.speech.align import align
from avatars.speech.sound_shapes import shapes_from_sound
from avatarsite.errors import ProviderError, UserError

from ._bundle import find_bundle

QUIET_FRAMES = (10, 15)  # before and after a text


class Command(BaseCommand):
    """Text or a sound file in, a clip out."""

    help = "Render an avatar speaking, offline."
    requires_system_checks: tuple[str, ...] = ()  # needs no database and no pages

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
        parser.add_argument("--background", default="", choices=Room.values, help="default: its own")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        """Render and write."""
        for name in filter(None, (options["out"], options["truth"])):
            if not Path(name).absolute().parent.is_dir():
                raise CommandError(f"There is no folder for {name}: make it first.")
        try:
            bundle = find_bundle(options["avatar"])
            pcm, phonemes = speech(bundle, options)
            frames = self.render(bundle, pcm, phonemes, options)
        except (BundleError, UserError, ProviderError, OSError, ValueError, av.FFmpegError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['out']}: {frames} frames, {frames / FPS:.2f} s")

    def render(
        self, bundle: Bundle, pcm: np.ndarray, phonemes: Sequence[Phoneme], options: dict[str, Any]
    ) -> int:
        """Write clip and truth. A sound file's clip starts and ends with it, so that the two compare."""
        around = QUIET_FRAMES if options["text"] is not None else (0, 0)
        background = background_for(bundle, options["background"])
        slices = render_offline(bundle, pcm, phonemes, options["seed"], *around, background)
        frames = write_clip(options["out"], slices)
        if options["truth"]:
            rows = truth_rows(bundle, shapes_for(bundle, pcm, phonemes), phonemes, *around)
            Path(options["truth"]).write_text(json.dumps(rows), "utf-8")
        return frames


def speech(bundle: Bundle, options: dict[str, Any]) -> tuple[np.ndarray, list[Phoneme]]:
    """Sound and its timed phonemes, of the text or the sound file."""
    if options["text"] is None:
        return heard(bundle, options["audio"], options["transcript"], options["language"])
    if not options["text"].strip():
        raise CommandError("--text is empty: give some words to say.")
    known = [one.code for one in languages()]
    if options["language"] not in known:
        raise CommandError(f"No voice speaks {options['language']!r}. There are: {', '.join(known)}.")
    return asyncio.run(spoken(bundle, options["text"], options["language"], options["voice"]))


def heard(
    bundle: Bundle, file: str, transcript: str | None, language: str
) -> tuple[np.ndarray, list[Phoneme]]:
    """A sound file, with its phonemes by alignment where it is known what is said, else by its sound alone."""
    if not Path(file).is_file():
        raise CommandError(f"There is no file {file}.")
    pcm = read_sound(file)
    if transcript:
        return pcm, list(align(transcript, language, pcm)[0])
    return pcm, [] if bundle.speech_map else list(shapes_from_sound(pcm))


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
