"""The sound that the site's own voice makes of a text: what a visitor should have heard."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from avatars.speech import SpokenPiece
from avatars.speech.catalogue import catalogue
from avatars.speech.config import SpeechConfig
from projects.chat import sentences
from tests.browser.recording import heard_correlation

READINGS = 16
FILLER = "one two three four"


def spoken(text: str, snapshot: dict[str, Any]) -> list[np.ndarray]:
    """One (n,) float32 array at 48 kHz for each sentence, by the voice in a conversation's snapshot."""
    with ThreadPoolExecutor(1) as thread:  # the browser's driver keeps a loop running in this one
        pieces = thread.submit(asyncio.run, _pieces(text, snapshot)).result()
    return [piece.pcm for piece in pieces]


def heard_as_spoken(heard: np.ndarray, text: str, snapshot: dict[str, Any]) -> float:
    """How well each sentence of `text` was heard: the worst one's correlation. heard: (n,) float32 at 48 kHz."""
    with ThreadPoolExecutor(1) as thread:
        readings = thread.submit(asyncio.run, _readings(text, snapshot)).result()
    return min(
        heard_correlation(heard, [piece.pcm for piece in sentence])
        for sentence in zip(*readings, strict=True)
    )


async def _readings(text: str, snapshot: dict[str, Any]) -> list[list[SpokenPiece]]:
    """Each after something else, so that they begin at different phases."""
    read = []
    for number in range(READINGS):
        await _pieces(FILLER[: number % 7] + "a" * number, snapshot)
        read.append(await _pieces(text, snapshot))
    return read


async def _pieces(text: str, snapshot: dict[str, Any]) -> list[SpokenPiece]:
    language = snapshot["language"]
    voice = catalogue(SpeechConfig()).voice_for(language, snapshot["voice"], snapshot["avatar"]["voice"])
    return [piece async for part in sentences(_whole(text), language) async for piece in voice.speak(part)]


async def _whole(text: str) -> AsyncIterator[str]:
    yield text
