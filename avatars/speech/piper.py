"""Piper voices whose files lie in PIPER_DIR (`manage.py get_voice LANGUAGE` puts them there)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from avatars.speech.faults import fault
from avatars.speech.finishing import finished
from avatars.speech.piper_model import UnusableVoice, loaded, settings_of
from avatars.speech.scripts import readable
from avatars.speech.sentences import sentences
from avatars.speech.speakable import speakable
from avatars.speech.threads import heavy_threads
from avatars.speech.types import SpokenPiece
from avatarsite.errors import Category

PROVIDER = "piper"


@dataclass(frozen=True)
class PiperVoice:
    """`path`: the voice's .onnx file, for example en_US-lessac-medium.onnx."""

    language: str
    path: Path
    provider: str = PROVIDER

    @property
    def code(self) -> str:
        """For example "piper:en:en_US-lessac-medium"."""
        return f"{PROVIDER}:{self.language}:{self.path.stem}"

    @property
    def name(self) -> str:
        """What the list of voices shows: "Lessac (Piper)"."""
        parts = self.path.stem.split("-")
        return f"{(parts[1] if len(parts) > 1 else parts[0]).replace('_', ' ').title()} (Piper)"

    async def speak(self, text: str) -> AsyncIterator[SpokenPiece]:
        """One piece per sentence. Raises ProviderError where the file cannot be used."""
        loop = asyncio.get_running_loop()
        for _, sentence in sentences(text):
            try:
                piece = await loop.run_in_executor(heavy_threads(), self.read, sentence)
            except (UnusableVoice, RuntimeError) as error:
                raise fault(PROVIDER, Category.UNAVAILABLE, type(error).__name__, retryable=False) from error
            if piece:
                yield piece

    def read(self, sentence: str) -> SpokenPiece | None:
        """The same for one sentence, in the caller's thread; None where there is nothing to say."""
        said = readable(speakable(sentence), self.language).text.strip()
        if not said:
            return None
        sound = loaded(self.path).read(said)
        return finished(sentence, self.language, sound.pcm, sound.rate, sound.timed)


def piper_voices(folder: Path | None, language: str) -> list[PiperVoice]:
    """The usable voices of a language in `folder`, by name."""
    if folder is None or not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.glob(f"{language}[_-]*.onnx")):
        try:
            settings_of(path)
        except UnusableVoice:
            continue
        found.append(PiperVoice(language, path))
    return found
