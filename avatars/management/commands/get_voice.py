"""manage.py get_voice LANGUAGE: fetch a natural-sounding voice."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from avatars.speech.config import from_env
from avatars.speech.voice_files import VOICES, get_voice
from avatarsite.errors import UserError
from avatarsite.messages import sentence

TENTHS = 10


class Command(BaseCommand):
    """Puts a Piper voice into PIPER_DIR; the running site offers it at once."""

    help = "Fetches a Piper voice of a language into PIPER_DIR, or goes on where it broke off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", help=f"one of {', '.join(VOICES)}; others with --voice")
        parser.add_argument("--voice", default="", help="another voice, such as en_GB-alba-medium")

    def handle(self, *args: Any, **options: Any) -> None:
        config = from_env()
        assert config.piper_dir is not None  # noqa: S101 - from_env always sets it
        try:
            path = get_voice(
                options["language"],
                config.piper_dir,
                config.piper_voices_url,
                options["voice"],
                self.progress,
            )
        except UserError as error:
            raise CommandError(sentence(error)) from error
        self.stdout.write(f"The voice {path.stem} is ready. Its licence stands in its model card.")

    shown = ("", -1)

    def progress(self, file: str, got: int, total: int) -> None:
        """One line for each tenth of a file."""
        tenth = TENTHS * got // total if total else 0
        if (file, tenth) != self.shown:
            self.shown = (file, tenth)
            self.stdout.write(f"{file}: {got / 1e6:.1f} of {total / 1e6:.1f} MB")
