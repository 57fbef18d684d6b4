"""Who writes down what the visitor says."""

from typing import Any

from avatars.voices import site_voices


def site_transcriber() -> Any:
    """The configured speech-to-text, or None: then the browser's own."""
    make = getattr(site_voices(), "transcriber", None)
    return make() if make else None


def speech_to_text() -> str:
    """Who writes down what the visitor says: "server" or "browser"."""
    return "server" if site_transcriber() else "browser"
