"""Who writes down what the visitor says."""

from avatars.speech import Transcriber
from avatars.voices import site_voices


def site_transcriber() -> Transcriber | None:
    """The configured speech-to-text, or None: then the browser's own."""
    return site_voices().transcriber()


def speech_to_text() -> str:
    """The word for the page: server or browser."""
    return "server" if site_voices().config.can_transcribe else "browser"
